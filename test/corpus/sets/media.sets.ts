import {
  Column,
  CreateDateColumn,
  DeleteDateColumn,
  Entity,
  Index,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Tree,
  TreeChildren,
  TreeParent,
  Unique,
  UpdateDateColumn,
  ViewColumn,
  ViewEntity,
} from 'typeorm';
import type { Relation } from 'typeorm';
import type { EntitySet } from '../entity-set';

abstract class Dated {
  @CreateDateColumn({ type: 'timestamptz' }) createdAt: Date;
  @UpdateDateColumn({ type: 'timestamptz' }) updatedAt: Date;
  @DeleteDateColumn({ type: 'timestamptz' }) deletedAt: Date | null;
}

@Entity('blog_writer')
class Writer extends Dated {
  @PrimaryGeneratedColumn() id: number;
  @Column({ unique: true }) handle: string;
  @OneToOne(() => Profile, (profile) => profile.writer) profile: Relation<Profile>;
}

@Entity('blog_profile')
class Profile {
  @PrimaryColumn() writerId: number;
  @OneToOne(() => Writer, (writer) => writer.profile, { onDelete: 'CASCADE' }) @JoinColumn() writer: Relation<Writer>;
  @Column({ type: 'simple-json', nullable: true }) links: object | null;
  @Column({ default: () => `'I''m new'` }) bio: string;
}

@Entity('blog_post')
@Index(['writer', 'publishedAt'])
class Post extends Dated {
  @PrimaryGeneratedColumn('uuid') id: string;
  @ManyToOne(() => Writer, { nullable: false }) writer: Relation<Writer>;
  @Column() title: string;
  @Column({ type: 'text' }) body: string;
  @Column({ type: 'timestamptz', nullable: true }) publishedAt: Date | null;
  @Column({
    type: 'int',
    generatedType: 'STORED',
    asExpression: `array_length(regexp_split_to_array("body", '\\s+'), 1)`,
    nullable: true,
  })
  words: number | null;
  @ManyToMany(() => Label) @JoinTable() labels: Relation<Label>[];
  @OneToMany(() => Remark, (remark) => remark.post) remarks: Relation<Remark>[];
}

@Entity('blog_remark')
class Remark extends Dated {
  @PrimaryGeneratedColumn({ type: 'bigint' }) id: string;
  @ManyToOne(() => Post, (post) => post.remarks, { onDelete: 'CASCADE' }) post: Relation<Post>;
  @ManyToOne(() => Remark, { onDelete: 'CASCADE' }) answerTo: Relation<Remark> | null;
  @Column({ type: 'inet', nullable: true }) from: string | null;
}

@Entity('blog_label')
class Label {
  @PrimaryColumn() name: string;
  @Column({ length: 7, default: '#336699' }) colour: string;
}

@ViewEntity({
  name: 'blog_front',
  expression: (dataSource) =>
    dataSource
      .createQueryBuilder()
      .select('p.id', 'id')
      .addSelect('p.title', 'title')
      .addSelect('w.handle', 'handle')
      .from(Post, 'p')
      .innerJoin('p.writer', 'w')
      .where('p.publishedAt IS NOT NULL'),
})
class Front {
  @ViewColumn() id: string;
}

@Entity({ schema: 'cms', comment: 'one page,\n  every language' })
@Tree('nested-set')
class Page {
  @PrimaryGeneratedColumn() id: number;
  @TreeParent() parent: Relation<Page>;
  @TreeChildren() children: Relation<Page>[];
  @Column({ type: 'enum', enum: ['draft', 'review', 'live'], enumName: 'workflow', default: 'draft' }) state: string;
}

@Entity({ schema: 'cms' })
@Unique('translation_page_language', ['page', 'language'], { deferrable: 'INITIALLY DEFERRED' })
class Translation {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => Page, { onDelete: 'CASCADE', nullable: false }) page: Relation<Page>;
  @Column({ type: 'varchar', length: 12 }) language: string;
  @Column({ type: 'enum', enum: ['draft', 'review', 'live'], enumName: 'workflow', default: 'draft' }) state: string;
  @Column({ type: 'jsonb', default: [] }) blocks: object;
}

@Entity({ schema: 'cms' })
class Revision {
  @PrimaryColumn() translationId: number;
  @PrimaryColumn('int') number: number;
  @ManyToOne(() => Translation, { onDelete: 'CASCADE' }) translation: Relation<Translation>;
  @Column({ type: 'enum', enum: ['draft', 'review', 'live'], enumName: 'workflow', array: true, default: [] })
  path: string[];
}

@Entity({ schema: 'cms_media' })
class Asset {
  @PrimaryColumn({ type: 'bytea' }) digest: Buffer;
  @Column({ type: 'bigint' }) size: string;
  @ManyToMany(() => Translation) @JoinTable({ schema: 'cms', name: 'asset_use' }) usedIn: Relation<Translation>[];
}

@ViewEntity({
  schema: 'cms',
  materialized: true,
  expression: `SELECT "page"."id", "t"."language" FROM "cms"."page" JOIN "cms"."translation" t ON t."pageId" = "page"."id" WHERE "page"."state" = 'live'`,
})
@Index(['id', 'language'], { unique: true })
class LivePage {
  @ViewColumn() id: number;
  @ViewColumn() language: string;
}

@Entity('calendar')
class Calendar {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column() zone: string;
}

@Entity('calendar_event')
@Index(['span'], { type: 'gist' })
class CalendarEvent {
  @PrimaryGeneratedColumn('uuid') id: string;
  @ManyToOne(() => Calendar, { onDelete: 'CASCADE' }) calendar: Relation<Calendar>;
  @ManyToOne(() => CalendarEvent, { onDelete: 'SET NULL' }) repeats: Relation<CalendarEvent> | null;
  @Column('tstzrange') span: string;
  @Column({ type: 'timestamptz', generatedType: 'STORED', asExpression: 'lower("span")' }) starts: Date;
  @Column({ type: 'enum', enum: ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'], array: true, default: ['mo'] })
  weekdays: string[];
  @Column({ type: 'interval', nullable: true }) every: string | null;
}

@Entity('calendar_guest')
class Guest {
  @PrimaryColumn('uuid', { name: 'event_id' }) eventId: string;
  @PrimaryColumn({ type: 'citext' }) email: string;
  @ManyToOne(() => CalendarEvent, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'event_id' })
  event: Relation<CalendarEvent>;
  @Column({ type: 'boolean', nullable: true }) comes: boolean | null;
}

@Entity('calendar_reminder')
class Reminder {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => Guest, { onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'event', referencedColumnName: 'eventId' },
    { name: 'guest', referencedColumnName: 'email' },
  ])
  guest: Relation<Guest>;
  @Column({ type: 'interval', default: '00:10:00' }) before: string;
}

@Entity('calendar_share')
class Share {
  @PrimaryGeneratedColumn('identity') id: number;
  @ManyToOne(() => Calendar, { onDelete: 'CASCADE', nullable: false }) calendar: Relation<Calendar>;
  @Column({ type: 'uuid', default: () => 'gen_random_uuid()', unique: true }) link: string;
}

export const mediaSets: EntitySet[] = [
  {
    name: 'blog',
    kinds: [
      'domain',
      'abstract base',
      'junction',
      'view by query builder',
      'one-to-one',
      'simple-json',
      'default with quotes',
    ],
    entities: [Writer, Profile, Post, Remark, Label, Front],
  },
  {
    name: 'cms',
    kinds: [
      'domain',
      'nested set',
      'enum shared across tables',
      'junction across schemas',
      'materialized view',
      'table comment',
      'bytea',
    ],
    entities: [Page, Translation, Revision, Asset, LivePage],
    schemas: ['cms', 'cms_media'],
  },
  {
    name: 'calendar',
    kinds: ['domain', 'range', 'gist index', 'composite foreign key', 'enum array', 'interval', 'citext'],
    entities: [Calendar, CalendarEvent, Guest, Reminder, Share],
  },
];
