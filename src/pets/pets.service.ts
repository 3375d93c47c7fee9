import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityNotFoundError, Repository } from 'typeorm';
import { contains } from '../common/contains';
import { hasChanges } from '../common/has-changes';
import { onPrimary } from '../common/on-primary';
import { paginate } from '../common/paginate';
import type { CreatePetDto } from './dto/create-pet.dto';
import type { ListPetsQuery } from './dto/list-pets.query.dto';
import type { PetsPage } from './dto/pets.page.dto';
import type { UpdatePetDto } from './dto/update-pet.dto';
import { Pet } from './pet.entity';

/** Database errors pass: DatabaseErrorFilter answers 404 and 409 for all features alike. */
@Injectable()
export class PetsService {
  constructor(@InjectRepository(Pet) private readonly pets: Repository<Pet>) {}

  findAll(query: ListPetsQuery): Promise<PetsPage> {
    const { name, species, gender, ownerId } = query;
    return paginate(this.pets, query, { name: name ? contains(name) : undefined, species, gender, ownerId });
  }

  findOne(id: string): Promise<Pet> {
    return this.pets.findOneByOrFail({ id });
  }

  create(dto: CreatePetDto): Promise<Pet> {
    return this.pets.save(this.pets.create(dto));
  }

  // An UPDATE by id, since save() would insert a row again that somebody deletes meanwhile.
  update(id: string, dto: UpdatePetDto): Promise<Pet> {
    return onPrimary(this.pets, async (rows) => {
      if (hasChanges(dto)) await rows.update({ id }, dto);
      return rows.findOneByOrFail({ id });
    });
  }

  async remove(id: string): Promise<void> {
    const { affected } = await this.pets.delete({ id });
    if (!affected) throw new EntityNotFoundError(Pet, { id });
  }
}
