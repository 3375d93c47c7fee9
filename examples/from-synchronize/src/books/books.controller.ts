import { Body, Controller, Get, Post } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Book } from './book.entity';

@Controller('books')
export class BooksController {
  constructor(@InjectRepository(Book) private readonly books: Repository<Book>) {}

  @Get()
  findAll(): Promise<Book[]> {
    return this.books.find({ order: { id: 'ASC' } });
  }

  @Post()
  add(@Body() { title, tags = [] }: Pick<Book, 'title'> & Partial<Pick<Book, 'tags'>>): Promise<Book> {
    return this.books.save({ title, tags });
  }
}
