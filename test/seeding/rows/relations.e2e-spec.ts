import {
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
  type Relation,
} from 'typeorm';
import { useSeedingSession } from './seeding.session';

@Entity()
class Author {
  @PrimaryGeneratedColumn() id: number;
  @Column({ unique: true }) email: string;
}

@Entity()
class Work {
  @PrimaryGeneratedColumn() id: number;
  @Column() title: string;
  @ManyToOne(() => Author, { nullable: true }) author: Relation<Author> | null;
}

@Entity()
@Unique(['title', 'author'])
class Novel extends Work {
  @Column('int') pages: number;
}

@Entity()
class Tenant {
  @PrimaryColumn('int') id: number;
}

@Entity()
class Member {
  @PrimaryColumn({ name: 'tenant_id', type: 'int' }) tenantId: number;
  @PrimaryColumn('int') id: number;
  @Column() name: string;
}

@Entity()
class Post {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'tenant_id', type: 'int', nullable: true }) tenantId: number | null;
  @ManyToOne(() => Tenant)
  @JoinColumn({ name: 'tenant_id' })
  tenant: Relation<Tenant> | null;
  @ManyToOne(() => Member)
  @JoinColumn([
    { name: 'tenant_id', referencedColumnName: 'tenantId' },
    { name: 'writer_id', referencedColumnName: 'id' },
  ])
  writer: Relation<Member> | null;
}

@Entity()
class Letter {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => Author, { lazy: true, nullable: false }) author: Promise<Relation<Author>>;
  @ManyToOne(() => Author, { lazy: true, nullable: true }) reader: Promise<Relation<Author> | null>;
}

const [ada, bob] = [{ email: 'ada@example.com' }, { email: 'bob@example.com' }];

describe('relations by natural key', () => {
  const seeding = useSeedingSession([Author, Work, Novel, Tenant, Member, Post, Letter]);

  beforeEach(() => seeding.copy(Author, [ada, bob]));

  it('of an entity that extends an entity', async () => {
    await seeding.copy(Novel, [{ title: 'a', pages: 1, author: bob }]);
    const rows = [
      { title: 'a', pages: 2, author: bob },
      { title: 'a', pages: 3, author: ada },
    ];
    expect(await seeding.upsert(Novel, rows, ['title', 'author'])).toEqual({ inserted: 1, updated: 1, unchanged: 0 });
    expect(await seeding.rows('SELECT pages, "authorId" FROM novel ORDER BY id')).toEqual([
      { pages: 2, authorId: 2 },
      { pages: 3, authorId: 1 },
    ]);
  });

  it('that share a column with another relation', async () => {
    await seeding.copy(Tenant, [{ id: 7 }]);
    await seeding.copy(Member, [{ tenantId: 7, id: 1, name: 'Cy' }]);
    await seeding.copy(Post, [{ writer: { name: 'Cy' } }, { writer: { tenantId: 7, id: 1 } }, { tenant: { id: 7 } }]);
    expect(await seeding.rows('SELECT tenant_id, writer_id FROM post ORDER BY id')).toEqual([
      { tenant_id: 7, writer_id: 1 },
      { tenant_id: 7, writer_id: 1 },
      { tenant_id: 7, writer_id: null },
    ]);
  });

  it('that are lazy', async () => {
    await seeding.copy(Letter, [
      { author: ada, reader: bob },
      { author: { id: 2 }, reader: null },
      Object.assign(new Letter(), { author: ada, reader: bob }),
    ]);
    expect(await seeding.rows('SELECT "authorId", "readerId" FROM letter ORDER BY id')).toEqual([
      { authorId: 1, readerId: 2 },
      { authorId: 2, readerId: null },
      { authorId: 1, readerId: 2 },
    ]);
    expect(
      seeding
        .factory(Letter)
        .with(() => ({ author: ada }))
        .one(),
    ).toEqual({ author: ada });
    await expect(seeding.copy(Letter, [{ author: Promise.resolve(ada as Author) }])).rejects.toThrow(
      'Letter, row 1: author says nothing of the other row; give its primary key or a natural key',
    );
  });
});
