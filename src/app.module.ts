import { Module } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { TypeOrmModule } from '@nestjs/typeorm';
import { GracefulStop } from './app.shutdown';
import { ApiKeyGuard } from './auth/api-key.guard';
import { DatabaseErrorFilter } from './common/database-error.filter';
import { databaseOptions } from './config/database.options';
import { databaseUrl } from './config/database.url';
import { warnOfIdleEntityFiles } from './config/entity.files';
import { EnvironmentModule, environmentConfig, warnOfMisspeltVariables } from './config/environment.config';
import { DatabaseLifecycleModule, connectDataSource } from './database-lifecycle';
import { HealthModule } from './health/health.module';
import { PetsModule } from './pets/pets.module';
import { UsersModule } from './users/users.module';

type Environment = ConfigType<typeof environmentConfig>;

@Module({
  imports: [
    EnvironmentModule,
    ThrottlerModule.forRootAsync({
      inject: [environmentConfig.KEY],
      useFactory: ({ THROTTLE_LIMIT, THROTTLE_TTL_MS }: Environment) => [
        { limit: THROTTLE_LIMIT, ttl: THROTTLE_TTL_MS },
      ],
    }),
    TypeOrmModule.forRootAsync({
      inject: [environmentConfig.KEY],
      useFactory: async (environment: Environment) => {
        // First: with a misspelt DATABASE_URL the wrong server would be started or waited for.
        warnOfMisspeltVariables();
        return {
          ...databaseOptions(environment, await databaseUrl(environment)),
          // connectDataSource retries, and says what it waits for.
          toRetry: () => false,
        };
      },
      dataSourceFactory: async (options) => warnOfIdleEntityFiles(await connectDataSource(options)),
    }),
    DatabaseLifecycleModule.forRootAsync({
      inject: [environmentConfig.KEY],
      useFactory: (environment: Environment) => ({
        environment: environment.ENVIRONMENT,
        onPending: environment.DATABASE_ON_PENDING,
        lockTimeoutMs: environment.DATABASE_LOCK_TIMEOUT_MS,
        statementTimeoutMs: environment.DATABASE_STATEMENT_TIMEOUT_MS,
      }),
    }),
    UsersModule,
    PetsModule,
    HealthModule,
  ],
  providers: [
    GracefulStop,
    // In this order: whoever guesses keys is throttled, too.
    { provide: APP_GUARD, useClass: ThrottlerGuard },
    { provide: APP_GUARD, useClass: ApiKeyGuard },
    { provide: APP_FILTER, useClass: DatabaseErrorFilter },
  ],
})
export class AppModule {}
