import { Seeder, type SeederContext, type SeederRunner } from 'nest-database-lifecycle/seeding';
import { Order } from './order.entity';

@Seeder({ key: 'orders', entities: [Order] })
export class OrdersSeeder implements SeederRunner {
  async run({ copy, factory, rows }: SeederContext): Promise<void> {
    await copy(Order, factory(Order).stream(rows(3)));
  }
}
