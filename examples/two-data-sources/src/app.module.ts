import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { connectDataSource, DatabaseLifecycleModule } from 'nest-database-lifecycle';
import { InvoicesModule } from './invoices/invoices.module';
import { OrdersModule } from './orders/orders.module';

/** What is said of each database, but for its URL. */
const options = {
  type: 'postgres',
  autoLoadEntities: true,
  installExtensions: false,
  toRetry: () => false,
} as const;

@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      useFactory: () => ({ ...options, url: process.env.DATABASE_URL }),
      dataSourceFactory: connectDataSource,
    }),
    TypeOrmModule.forRootAsync({
      name: 'billing',
      useFactory: () => ({ ...options, url: process.env.BILLING_URL }),
      dataSourceFactory: connectDataSource,
    }),
    DatabaseLifecycleModule.forRoot(),
    DatabaseLifecycleModule.forRoot({ dataSource: 'billing' }),
    OrdersModule,
    InvoicesModule,
  ],
})
export class AppModule {}
