import { ApiHideProperty } from '@nestjs/swagger';
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { numericTransformer } from '../common/numeric.transformer';
import { User } from '../users/user.entity';
import { PetGender } from './pet-gender.enum';

@Entity('pets')
export class Pet {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ type: 'varchar', length: 80 })
  name: string;

  @Column({ type: 'varchar', length: 40 })
  species: string;

  @Column({ type: 'varchar', length: 80, nullable: true })
  breed: string | null;

  @Column({ type: 'enum', enum: PetGender, default: PetGender.Unknown })
  gender: PetGender;

  /** `YYYY-MM-DD`: a day has no time zone, so it is no Date. */
  @Column({ name: 'birth_date', type: 'date', nullable: true })
  birthDate: string | null;

  /** In kilograms. */
  @Column({ type: 'numeric', precision: 5, scale: 2, nullable: true, transformer: numericTransformer })
  weight: number | null;

  // PostgreSQL makes no index for a foreign key, and both the filter and the check on deleting a user look here.
  @Index()
  @Column({ name: 'owner_id', type: 'uuid' })
  ownerId: string;

  // RESTRICT, not CASCADE: deleting a user must not silently delete the animals' records.
  @ApiHideProperty()
  @ManyToOne(() => User, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'owner_id' })
  owner: Relation<User>;
}
