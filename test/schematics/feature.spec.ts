import ts from 'typescript';
import { faultsIn } from './compiled.faults';
import { changesOf, checkoutTree, generate, plainApp } from './support';

/** All of JavaScript and TypeScript, and what generated code has in hand. */
const WORDS = [
  ...Array.from({ length: ts.SyntaxKind.LastKeyword - ts.SyntaxKind.FirstKeyword + 1 }, (_, index) =>
    ts.tokenToString(ts.SyntaxKind.FirstKeyword + index),
  ).filter((word) => word !== 'constructor'),
  ...'query contains dto manager faker rows index links values arguments prototype'.split(' '),
];

describe('nest g feature', () => {
  it('writes a room of the shape that users and pets have, and imports it', async () => {
    const { tree } = await generate(
      'feature',
      { name: 'visit', type: 'reason:string pet:belongsTo(Pet)' },
      checkoutTree(),
    );
    expect(changesOf(checkoutTree(), tree)).toEqual([
      '/src/app.module.ts',
      '/src/visits/dto/create-visit.dto.spec.ts',
      '/src/visits/dto/create-visit.dto.ts',
      '/src/visits/dto/list-visits.query.dto.ts',
      '/src/visits/dto/update-visit.dto.ts',
      '/src/visits/dto/visits.page.dto.ts',
      '/src/visits/visit.entity.ts',
      '/src/visits/visits.controller.ts',
      '/src/visits/visits.module.ts',
      '/src/visits/visits.seeder.ts',
      '/src/visits/visits.service.ts',
      '/test/app/visits.e2e-spec.ts',
    ]);
    expect(tree.readText('/src/visits/visits.module.ts')).toBe(`import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Visit } from './visit.entity';
import { VisitsController } from './visits.controller';
import { VisitsSeeder } from './visits.seeder';
import { VisitsService } from './visits.service';

@Module({
  imports: [TypeOrmModule.forFeature([Visit])],
  controllers: [VisitsController],
  providers: [VisitsService, VisitsSeeder],
})
export class VisitsModule {}
`);
    expect(tree.readText('/src/app.module.ts')).toContain(`import { VisitsModule } from './visits/visits.module';`);
    expect(tree.readText('/src/visits/visits.seeder.ts')).toContain(
      `@Seeder({ key: 'visits', entities: [Visit], dependsOn: ['pets'] })`,
    );
  });

  it('brings to another app what its code shares, and answers for database errors itself', async () => {
    const { tree } = await generate('feature', { name: 'book', type: 'title:string price:decimal(6,2)' }, plainApp());
    expect(changesOf(plainApp(), tree).filter((path) => path.includes('/common/'))).toEqual(
      [
        'contains',
        'database-error.filter',
        'database-error.mapper',
        'decimal-places.decorator',
        'has-changes',
        'numeric.transformer',
        'on-primary',
        'page.query.dto',
        'page',
        'paginate',
        'sort-keys',
        'trim.decorator',
        'uuid',
      ].map((name) => `/src/common/${name}.ts`),
    );
    expect(tree.readText('/src/books/books.controller.ts')).toContain('@UseFilters(DatabaseErrorFilter)');
    expect(tree.readText('/src/books/books.controller.ts')).toContain('@UsePipes(new ValidationPipe({ transform: true');
    expect(tree.readText('/src/books/books.seeder.ts')).toContain(`from 'nest-database-lifecycle'`);
    expect(tree.readText('/test/books.e2e-spec.ts')).toContain(`from '../src/app.module'`);
    expect(tree.readText('/src/books/book.entity.ts')).toContain('title!: string;');
    const page = tree.readText('/src/common/page.ts');
    expect(page).toContain('totalItems!: number;');
    expect(page).toMatch(/interface Page<Item> \{\n\s+items: Item\[\];/);
    expect(tree.readText('/src/common/page.query.dto.ts')).toContain('abstract sort: string;');
  });

  it('describes a whole number as one, and takes as times only what says an instant', async () => {
    const { tree } = await generate('feature', { name: 'visit', type: 'beds:int? at:timestamp' }, checkoutTree());
    expect(tree.readText('/src/visits/visit.entity.ts')).toContain(`@ApiProperty({ type: 'integer' })\n  @Column(`);
    const dto = tree.readText('/src/visits/dto/create-visit.dto.ts');
    expect(dto).toContain(`@IsOptional()\n  @ApiProperty({ type: 'integer' })\n  @IsInt()`);
    expect(dto).toMatch(/@Instant\(\)\n {2}@IsDate\(.*\)\n {2}at: Date;/);
  });

  it('keeps a file of its own that an app has at the place of a shared one', async () => {
    const own = `export { contains } from 'somewhere';\n`;
    const app = plainApp({ 'src/common/contains.ts': own });
    const { tree } = await generate('feature', { name: 'book', type: 'title:string' }, app);
    expect(tree.readText('/src/common/contains.ts')).toBe(own);
  });

  it('leaves out the specs where they are not wanted', async () => {
    const { tree } = await generate('feature', { name: 'visit', type: '', spec: false }, checkoutTree());
    expect(tree.files.filter((path) => path.includes('spec'))).toEqual([]);
  });

  it('refuses what sample data and tests could not be made for', async () => {
    const { tree } = await generate('entity', { name: 'clinic', type: 'city:string' }, checkoutTree());
    const visit = { name: 'visit', type: 'clinic:belongsTo(Clinic)' };
    await expect(generate('feature', visit, tree)).rejects.toThrow('nest g seeder clinic');
    const { tree: seeded } = await generate('seeder', { name: 'clinic' }, tree);
    const { tree: made } = await generate('feature', visit, seeded);
    expect(made.readText('/src/visits/visits.seeder.ts')).toContain(`dependsOn: ['clinics']`);
  });

  it('says which packages an app lacks', async () => {
    const tree = plainApp();
    tree.overwrite('package.json', '{}');
    await expect(generate('feature', { name: 'book', type: '' }, tree)).rejects.toThrow(
      'npm install @nestjs/swagger class-validator class-transformer\n  -> npm install --save-dev @faker-js/faker',
    );
  });

  it('takes every word of JavaScript for a field', async () => {
    const kinds = ['string', 'boolean?', 'enum(a,b)', 'belongsTo(User)', 'string!'];
    const fields = WORDS.map((word, index) => `${word}:${kinds[index % kinds.length]}`);
    const type = [...fields, 'classes:manyToMany(Pet)'].join(' ');
    const { tree } = await generate('feature', { name: 'visit', type }, checkoutTree());
    expect(faultsIn(tree)).toEqual([]);
  });

  it('takes a word of JavaScript for an entity that others refer to', async () => {
    const { tree } = await generate('entity', { name: 'class', type: 'label:string' }, checkoutTree());
    const type = 'class:belongsTo(Class.implements)? classes:manyToMany(Class.allImplements)';
    const { tree: after } = await generate('feature', { name: 'implement', type }, tree);
    expect(faultsIn(after)).toEqual([]);
  });

  it.each([
    ['module', 'src/modules/modules.module.ts would have two things called Module: that of @nestjs/common and'],
    ['controller', 'controllers.controller.ts would have two things called Controller'],
    ['body', 'bodies.controller.ts would have two things called Body'],
    ['query', 'queries.controller.ts would have two things called Query'],
    ['param', 'params.controller.ts would have two things called Param'],
    ['injectable', 'injectables.service.ts would have two things called Injectable'],
    ['repository', 'repositories.service.ts would have two things called Repository'],
    ['seeder', 'seeders.seeder.ts would have two things called Seeder'],
    ['entity', 'src/entities/entity.entity.ts would have two things called Entity: that of typeorm and its own'],
    ['column', 'column.entity.ts would have two things called Column'],
    ['promise', 'promise.entity.ts would hide the Promise of JavaScript'],
    ['date', 'date.entity.ts would hide the Date of JavaScript'],
  ])('refuses the name %s, and writes nothing', async (name, what) => {
    const tree = checkoutTree();
    const files = tree.files.length;
    const given = generate('feature', { name, type: 'label:string' }, tree);
    await expect(given).rejects.toThrow(what);
    await expect(given).rejects.toThrow('Nothing was written.');
    expect(tree.files).toHaveLength(files);
  });

  it('names a file of the app that can not be read', async () => {
    const tree = checkoutTree();
    tree.overwrite('src/app.module.ts', `${tree.readText('src/app.module.ts')}\n<<<<<<< ours\n`);
    await expect(generate('feature', { name: 'visit', type: '' }, tree)).rejects.toThrow(
      /src\/app\.module\.ts:\d+ is no/,
    );
  });

  describe('of an entity that is there', () => {
    const CLINIC =
      'city:string(30)! beds:int? kind:enum(day,night)? price:decimal(6,2) head:belongsTo(User)? vets:manyToMany(User)';
    const withClinic = async (change = (text: string) => text) => {
      const { tree } = await generate('entity', { name: 'clinic', type: CLINIC }, checkoutTree());
      tree.overwrite('/src/clinics/clinic.entity.ts', change(tree.readText('/src/clinics/clinic.entity.ts')));
      return tree;
    };

    it('is what it is with the fields given at once, and leaves the entity and its enum alone', async () => {
      const { tree: once } = await generate('feature', { name: 'clinic', type: CLINIC }, checkoutTree());
      const { tree, log } = await generate('feature', { name: 'clinic' }, await withClinic());
      for (const path of changesOf(checkoutTree(), once).filter((file) => file !== '/src/app.module.ts'))
        expect({ path, text: tree.readText(path) }).toEqual({ path, text: once.readText(path) });
      expect(log).toContain('Uses src/clinics/clinic.entity.ts as it is.');
      expect(tree.readText('/src/app.module.ts')).toContain('ClinicsModule,');
    });

    it('keeps the seeder that is there as well', async () => {
      const { tree: seeded } = await generate('seeder', { name: 'clinic' }, await withClinic());
      const own = seeded.readText('/src/clinics/clinics.seeder.ts').replace('COUNT = 6', 'COUNT = 3');
      seeded.overwrite('/src/clinics/clinics.seeder.ts', own);
      const { tree } = await generate('feature', { name: 'clinic' }, seeded);
      expect(tree.readText('/src/clinics/clinics.seeder.ts')).toBe(own);
      expect(tree.exists('/src/clinics/clinics.service.ts')).toBe(true);
      // One provider of it, where `nest g seeder` has put it.
      expect(tree.readText('/src/app.module.ts')).toContain('ClinicsSeeder,');
      expect(tree.readText('/src/clinics/clinics.module.ts')).not.toContain('ClinicsSeeder');
    });

    it('leaves to the database what it gives a value', async () => {
      const tree = await withClinic((text) =>
        text.replace(`type: 'integer', nullable`, `type: 'integer', default: 0, nullable`),
      );
      const { tree: after } = await generate('feature', { name: 'clinic' }, tree);
      expect(after.readText('/src/clinics/dto/create-clinic.dto.ts')).not.toContain('beds');
    });

    it("takes no fields, since those are the entity's", async () => {
      const given = generate('feature', { name: 'clinic', type: 'city:string' }, await withClinic());
      await expect(given).rejects.toThrow(
        'Clinic is there already, in src/clinics/clinic.entity.ts, and its fields are read from there.',
      );
      await expect(given).rejects.toThrow('nest g feature clinic');
    });

    it('says all that is in the way, and writes nothing', async () => {
      const tree = await withClinic((text) =>
        text
          .replace(`@PrimaryGeneratedColumn('uuid')`, '@PrimaryGeneratedColumn()')
          .replace(`type: 'integer', nullable`, `type: 'point', nullable`),
      );
      const before = tree.files.length;
      await expect(generate('feature', { name: 'clinic' }, tree)).rejects.toThrow(
        `it has no @PrimaryGeneratedColumn('uuid') id; beds is of a kind that is not generated.`,
      );
      expect(tree.files).toHaveLength(before);
    });

    it('is refused where its list would have two filters of one name', async () => {
      const tree = await withClinic((text) => text.replace('city: string', 'page: string'));
      await expect(generate('feature', { name: 'clinic' }, tree)).rejects.toThrow('a list has a page of its own');
    });

    it('needs no faker where the seeder is there', async () => {
      const { tree } = await generate('seeder', { name: 'clinic' }, await withClinic());
      tree.overwrite('package.json', tree.readText('package.json').replace('@faker-js/faker', 'other'));
      expect((await generate('feature', { name: 'clinic' }, tree)).tree.exists('/src/clinics/clinics.service.ts')).toBe(
        true,
      );
      await expect(generate('seeder', { name: 'pet' }, tree)).rejects.toThrow('A seeder needs @faker-js/faker');
    });

    it('never writes over another part that is there', async () => {
      const pet = generate('feature', { name: 'user' }, checkoutTree());
      await expect(pet).rejects.toThrow('There already: src/users/users.controller.ts');
    });

    it('says that there is an API before it asks for what a generated one would need', async () => {
      const pets = generate('feature', { name: 'pets' }, checkoutTree());
      await expect(pets).rejects.toThrow('There already: src/pets/pets.controller.ts');
    });
  });
});
