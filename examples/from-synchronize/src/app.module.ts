import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { connectDataSource, DatabaseLifecycleModule } from 'nest-database-lifecycle';
import { BooksModule } from './books/books.module';

@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      useFactory: () => ({
        type: 'postgres',
        url: process.env.DATABASE_URL,
        autoLoadEntities: true,
        installExtensions: false,
        toRetry: () => false,
      }),
      dataSourceFactory: connectDataSource,
    }),
    DatabaseLifecycleModule.forRoot(),
    BooksModule,
  ],
})
export class AppModule {}
