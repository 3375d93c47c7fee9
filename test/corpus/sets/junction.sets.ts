import {
  Column,
  Entity,
  Index,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
} from 'typeorm';
import type { Relation } from 'typeorm';
import type { EntitySet } from '../entity-set';

@Entity()
class Singer {
  @PrimaryGeneratedColumn() id: number;
  @ManyToMany(() => Song, (song) => song.singers) @JoinTable() songs: Relation<Song>[];
}

@Entity()
class Song {
  @PrimaryGeneratedColumn('uuid') id: string;
  @ManyToMany(() => Singer, (singer) => singer.songs) singers: Relation<Singer>[];
  @ManyToMany(() => Singer, { onDelete: 'NO ACTION', onUpdate: 'NO ACTION' })
  @JoinTable({
    name: 'song_choir',
    joinColumn: { name: 'song', foreignKeyConstraintName: 'song_choir_song' },
    inverseJoinColumn: { name: 'member', foreignKeyConstraintName: 'song_choir_member' },
  })
  choir: Relation<Singer>[];
}

@Entity()
class Station {
  @PrimaryColumn() country: string;
  @PrimaryColumn({ length: 10 }) code: string;
  @ManyToMany(() => Station, (station) => station.reachedFrom) @JoinTable() reaches: Relation<Station>[];
  @ManyToMany(() => Station, (station) => station.reaches) reachedFrom: Relation<Station>[];
}

@Entity()
class Word {
  @PrimaryGeneratedColumn() id: number;
  @ManyToMany(() => Word)
  @JoinTable({ name: 'synonym', joinColumn: { name: 'word_id' }, inverseJoinColumn: { name: 'other_id' } })
  synonyms: Relation<Word>[];
  @ManyToMany(() => Word, { createForeignKeyConstraints: false }) @JoinTable() antonyms: Relation<Word>[];
  @ManyToMany(() => Word) @JoinTable({ name: 'rhyme', synchronize: false }) rhymes: Relation<Word>[];
}

@Entity({ schema: 'staff' })
class Cook {
  @PrimaryGeneratedColumn() id: number;
  @ManyToMany(() => Dish) @JoinTable({ schema: 'menu', name: 'signature' }) signatures: Relation<Dish>[];
  @ManyToMany(() => Dish) @JoinTable() learning: Relation<Dish>[];
}

@Entity({ schema: 'menu' })
class Dish {
  @PrimaryGeneratedColumn('uuid') id: string;
  @ManyToMany(() => Cook) @JoinTable({ schema: 'archive' }) inventors: Relation<Cook>[];
}

@Entity()
class Student {
  @PrimaryGeneratedColumn() id: number;
  @ManyToMany(() => Course)
  @JoinTable({ name: 'enrolment', joinColumn: { name: 'student_id' }, inverseJoinColumn: { name: 'course_id' } })
  courses: Relation<Course>[];
}

@Entity()
class Course {
  @PrimaryGeneratedColumn() id: number;
}

@Entity({ name: 'grade' })
@Index(['awarded'])
class Grade {
  @PrimaryColumn({ name: 'student_id' }) studentId: number;
  @PrimaryColumn({ name: 'course_id' }) courseId: number;
  @Column({ type: 'date', default: () => 'CURRENT_DATE' }) awarded: string;
  @ManyToOne(() => Student, { onDelete: 'CASCADE' }) @JoinColumn({ name: 'student_id' }) student: Relation<Student>;
  @ManyToOne(() => Course, { onDelete: 'CASCADE' }) @JoinColumn({ name: 'course_id' }) course: Relation<Course>;
}

@Entity()
class Tag {
  @PrimaryColumn({ type: 'citext' }) name: string;
  @Column({ unique: true }) slug: string;
}

@Entity()
class Photo {
  @PrimaryGeneratedColumn() id: number;
  @ManyToMany(() => Tag)
  @JoinTable({
    name: 'photo tags',
    joinColumn: { name: 'photo' },
    inverseJoinColumn: { name: 'tag slug', referencedColumnName: 'slug' },
  })
  tags: Relation<Tag>[];
}

@Entity()
class Boat {
  @PrimaryGeneratedColumn() id: number;
  @ManyToMany(() => Sailor)
  @JoinTable({ name: 'crew', joinColumn: { name: 'boat_id' }, inverseJoinColumn: { name: 'sailor_id' } })
  crew: Relation<Sailor>[];
}

@Entity()
class Sailor {
  @PrimaryGeneratedColumn() id: number;
}

/** Its keys count, not those of the `@JoinTable`, which would delete with a boat. */
@Entity({ name: 'crew' })
class Crew {
  @PrimaryColumn({ name: 'boat_id' }) boatId: number;
  @PrimaryColumn({ name: 'sailor_id' }) sailorId: number;
  @ManyToOne(() => Boat, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'boat_id' })
  boat: Relation<Boat>;
  @ManyToOne(() => Sailor)
  @JoinColumn({ name: 'sailor_id' })
  sailor: Relation<Sailor>;
}

const rented = { name: 'rental' };

@Entity()
class Guest {
  @PrimaryGeneratedColumn() id: number;
  @ManyToMany(() => Flat, (flat) => flat.guests)
  @JoinTable({ ...rented, joinColumn: { name: 'guest_id' }, inverseJoinColumn: { name: 'flat_id' } })
  flats: Relation<Flat>[];
}

/** Each side says how it is joined; one would do. */
@Entity()
class Flat {
  @PrimaryGeneratedColumn() id: number;
  @ManyToMany(() => Guest, (guest) => guest.flats)
  @JoinTable({ ...rented, joinColumn: { name: 'flat_id' }, inverseJoinColumn: { name: 'guest_id' } })
  guests: Relation<Guest>[];
}

/** Its indexes have names of their own. */
@Entity(rented)
class Rental {
  @PrimaryColumn({ name: 'guest_id' }) @Index('rental_guest') guestId: number;
  @PrimaryColumn({ name: 'flat_id' }) @Index('rental_flat') flatId: number;
}

export const junctionSets: EntitySet[] = [
  {
    name: 'song: junctions, one named',
    kinds: ['junction', 'custom junction', 'custom constraint names'],
    entities: [Singer, Song],
  },
  {
    name: 'station: a self-referencing junction over a composite key',
    kinds: ['self-referencing junction', 'composite key'],
    entities: [Station],
  },
  {
    name: 'word: self-referencing junctions, one unsynchronized',
    kinds: ['unsynchronized junction', 'self-referencing junction', 'custom junction', 'relation without foreign key'],
    entities: [Word],
  },
  {
    name: 'kitchen: junctions across schemas',
    kinds: ['junction across schemas', 'several schemas', 'custom junction'],
    entities: [Cook, Dish],
    schemas: ['staff', 'menu', 'archive'],
  },
  {
    name: 'course: a junction beside a table with its own columns',
    kinds: ['junction', 'custom junction', 'composite key'],
    entities: [Student, Course, Grade],
  },
  {
    name: 'photo: a junction to a unique column',
    kinds: ['custom junction', 'foreign key to a unique column', 'citext', 'name with spaces'],
    entities: [Photo, Tag],
  },
  {
    name: 'crew: a junction with an entity of its own',
    kinds: ['explicit junction entity', 'custom junction'],
    entities: [Boat, Sailor, Crew],
  },
  {
    name: 'rental: an entity, and a @JoinTable on either side',
    kinds: ['explicit junction entity', 'custom junction'],
    entities: [Guest, Flat, Rental],
  },
];
