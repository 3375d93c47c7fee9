import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ParseUUIDPipe } from '../common/uuid';
import { CreatePetDto } from './dto/create-pet.dto';
import { ListPetsQuery } from './dto/list-pets.query.dto';
import { UpdatePetDto } from './dto/update-pet.dto';
import { PetsPage } from './dto/pets.page.dto';
import { Pet } from './pet.entity';
import { PetsService } from './pets.service';

@ApiTags('pets')
@Controller('pets')
export class PetsController {
  constructor(private readonly pets: PetsService) {}

  /** One page of the pets that match. */
  @Get()
  findAll(@Query() query: ListPetsQuery): Promise<PetsPage> {
    return this.pets.findAll(query);
  }

  @Get(':id')
  findOne(@Param('id', ParseUUIDPipe) id: string): Promise<Pet> {
    return this.pets.findOne(id);
  }

  @Post()
  create(@Body() dto: CreatePetDto): Promise<Pet> {
    return this.pets.create(dto);
  }

  @Patch(':id')
  update(@Param('id', ParseUUIDPipe) id: string, @Body() dto: UpdatePetDto): Promise<Pet> {
    return this.pets.update(id, dto);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.pets.remove(id);
  }
}
