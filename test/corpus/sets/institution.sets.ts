import {
  ChildEntity,
  Column,
  CreateDateColumn,
  Entity,
  Exclusion,
  Index,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  TableInheritance,
  Tree,
  TreeChildren,
  TreeParent,
  Unique,
  ViewColumn,
  ViewEntity,
} from 'typeorm';
import type { Relation } from 'typeorm';
import type { EntitySet } from '../entity-set';

@Entity('school_person')
@TableInheritance({ column: { type: 'enum', enum: ['Pupil', 'Teacher'], enumName: 'school_role', name: 'role' } })
class SchoolPerson {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column() name: string;
  @Column({ type: 'date', nullable: true }) born: string | null;
}

@ChildEntity('Pupil')
class Pupil extends SchoolPerson {
  @ManyToOne(() => SchoolClass, { onDelete: 'SET NULL' }) schoolClass: Relation<SchoolClass> | null;
  @ManyToMany(() => SchoolPerson) @JoinTable({ name: 'school_guardian' }) guardians: Relation<SchoolPerson>[];
}

@ChildEntity('Teacher')
class Teacher extends SchoolPerson {
  @Column({ type: 'text', array: true, default: [] }) subjects: string[];
}

@Entity('school_class')
@Unique(['year', 'letter'])
class SchoolClass {
  @PrimaryGeneratedColumn() id: number;
  @Column('smallint') year: number;
  @Column({ type: 'char', length: 1 }) letter: string;
  @OneToOne(() => Teacher, { nullable: true }) @JoinColumn() tutor: Relation<Teacher> | null;
}

@Entity('school_lesson')
@Exclusion('one_room', 'USING gist ("room" WITH =, "at" WITH &&)')
@Exclusion('one_class', 'USING gist ("classId" WITH =, "at" WITH &&)')
class Lesson {
  @PrimaryGeneratedColumn() id: number;
  @Column() room: string;
  @Column('tstzrange') at: string;
  @ManyToOne(() => SchoolClass, { nullable: false }) class: Relation<SchoolClass>;
  @ManyToOne(() => Teacher) teacher: Relation<Teacher>;
}

@Entity('school_mark')
class Mark {
  @PrimaryColumn('uuid') pupilId: string;
  @PrimaryColumn() lessonId: number;
  @ManyToOne(() => Pupil, { onDelete: 'CASCADE' }) pupil: Relation<Pupil>;
  @ManyToOne(() => Lesson, { onDelete: 'CASCADE' }) lesson: Relation<Lesson>;
  @Column({ type: 'numeric', precision: 2, scale: 1, comment: '1.0 best, 6.0 worst' }) mark: string;
}

@ViewEntity({
  name: 'school_report',
  expression: `SELECT p."name", avg(m."mark") AS "mean" FROM "school_mark" m JOIN "school_person" p ON p."id" = m."pupilId" GROUP BY p."id"`,
})
class Report {
  @ViewColumn() name: string;
}

@Entity({ name: 'Ward', schema: 'hospital' })
@Tree('materialized-path')
class Ward {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'enum', enum: ['surgery', 'children', 'intensive care'] }) kind: string;
  @TreeParent() parent: Relation<Ward>;
  @TreeChildren() children: Relation<Ward>[];
}

@Entity({ name: 'Bed', schema: 'hospital' })
class Bed {
  @PrimaryColumn() wardId: number;
  @PrimaryColumn('smallint') number: number;
  @ManyToOne(() => Ward, { onDelete: 'CASCADE' }) ward: Relation<Ward>;
}

@Entity({ name: 'Patient', schema: 'hospital' })
class Patient {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column({ name: 'Insurance No.'.replace('.', ''), unique: true, nullable: true, type: 'varchar' }) insurance:
    string | null;
  @Column({ type: 'enum', enum: ['0-', '0+', 'A-', 'A+', 'B-', 'B+', 'AB-', 'AB+'], nullable: true }) blood:
    string | null;
  @Column({ type: 'text', array: true, default: [], comment: "what they can't have" }) allergies: string[];
}

@Entity({ name: 'Stay', schema: 'hospital' })
@Exclusion('stay_bed', 'USING gist ("wardId" WITH =, "bedNumber" WITH =, "during" WITH &&)')
class Stay {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => Patient, { nullable: false }) patient: Relation<Patient>;
  @ManyToOne(() => Bed, { onUpdate: 'CASCADE' })
  @JoinColumn([
    { name: 'wardId', referencedColumnName: 'wardId' },
    { name: 'bedNumber', referencedColumnName: 'number' },
  ])
  bed: Relation<Bed>;
  @Column('tstzrange') during: string;
}

@Entity({ name: 'Doctor', schema: 'hospital' })
class Doctor {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => Doctor) mentor: Relation<Doctor>;
  @ManyToMany(() => Ward) @JoinTable({ name: 'Doctor on Ward', schema: 'hospital' }) wards: Relation<Ward>[];
  @ManyToMany(() => Stay) @JoinTable() stays: Relation<Stay>[];
}

@Entity({ name: 'Reading', schema: 'hospital' })
@Index(['stay', 'at'])
class VitalReading {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id: string;
  @ManyToOne(() => Stay, { onDelete: 'CASCADE' }) stay: Relation<Stay>;
  @Column({ type: 'timestamptz', precision: 3 }) at: Date;
  @Column({ type: 'jsonb' }) values: object;
  @Column({ type: 'float', generatedType: 'STORED', asExpression: `("values"->>'pulse')::float8`, nullable: true })
  pulse: number | null;
}

@Entity('library_author')
class Author {
  @PrimaryGeneratedColumn() id: number;
  @Column({ collation: 'de-x-icu' }) name: string;
}

@Entity('library_book')
@Index('book_title_trgm', { synchronize: false })
class Book {
  @PrimaryColumn({ type: 'varchar', length: 13 }) isbn: string;
  @Column({ type: 'citext' }) title: string;
  @ManyToMany(() => Author)
  @JoinTable({ name: 'library_authorship', joinColumn: { name: 'isbn' }, inverseJoinColumn: { name: 'author_id' } })
  authors: Relation<Author>[];
  @Column({ type: 'ltree', nullable: true }) @Index({ type: 'gist' }) shelf: string | null;
  @Column({ type: 'xml', nullable: true }) marc: string | null;
}

@Entity('library_copy')
class Copy {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => Book, { onUpdate: 'CASCADE', nullable: false }) @JoinColumn({ name: 'isbn' }) book: Relation<Book>;
  @OneToOne(() => Loan, { nullable: true, onDelete: 'SET NULL' }) @JoinColumn() current: Relation<Loan> | null;
}

@Entity('library_loan')
@Index(['copy'], { unique: true, where: '"returned" IS NULL' })
class Loan {
  @PrimaryGeneratedColumn() id: number;
  @ManyToOne(() => Copy, { nullable: false }) copy: Relation<Copy>;
  @CreateDateColumn({ type: 'timestamptz' }) lent: Date;
  @Column({ type: 'timestamptz', nullable: true }) returned: Date | null;
  @Column({ type: 'interval', default: '28 days' }) period: string;
}

@ViewEntity({
  name: 'library_overdue',
  expression: `SELECT "id", "lent" + "period" AS "due" FROM "library_loan" WHERE "returned" IS NULL AND "lent" + "period" < now()`,
})
class Overdue {
  @ViewColumn() id: number;
}

export const institutionSets: EntitySet[] = [
  {
    name: 'school',
    kinds: [
      'domain',
      'single-table inheritance',
      'exclusion',
      'one-to-one',
      'cycle of two',
      'view',
      'custom junction',
      'array default',
    ],
    entities: [Mark, Lesson, SchoolPerson, Pupil, Teacher, SchoolClass, Report],
  },
  {
    name: 'hospital',
    kinds: [
      'domain',
      'enum in a custom schema',
      'materialized path',
      'composite foreign key',
      'upper-case name',
      'stored generated column',
    ],
    entities: [VitalReading, Doctor, Stay, Patient, Bed, Ward],
    schemas: ['hospital'],
    options: { uuidExtension: 'pgcrypto' },
  },
  {
    name: 'library',
    kinds: [
      'domain',
      'citext',
      'ltree',
      'xml',
      'cycle of two',
      'partial index',
      'collation',
      'on update',
      'unsynchronized index',
    ],
    entities: [Author, Book, Copy, Loan, Overdue],
  },
];
