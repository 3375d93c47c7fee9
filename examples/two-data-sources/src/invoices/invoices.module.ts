import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Invoice } from './invoice.entity';
import { InvoicesController } from './invoices.controller';
import { InvoicesSeeder } from './invoices.seeder';

@Module({
  imports: [TypeOrmModule.forFeature([Invoice], 'billing')],
  controllers: [InvoicesController],
  providers: [InvoicesSeeder],
})
export class InvoicesModule {}
