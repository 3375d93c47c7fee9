import { Seeder, type SeederContext, type SeederRunner } from 'nest-database-lifecycle/seeding';
import { Invoice } from './invoice.entity';

@Seeder({ key: 'invoices', entities: [Invoice] })
export class InvoicesSeeder implements SeederRunner {
  async run({ copy, factory, rows }: SeederContext): Promise<void> {
    await copy(Invoice, factory(Invoice).stream(rows(3)));
  }
}
