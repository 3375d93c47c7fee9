import { Controller, Get } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Invoice } from './invoice.entity';

@Controller('invoices')
export class InvoicesController {
  constructor(@InjectRepository(Invoice, 'billing') private readonly invoices: Repository<Invoice>) {}

  @Get()
  findAll(): Promise<Invoice[]> {
    return this.invoices.find({ order: { id: 'ASC' } });
  }
}
