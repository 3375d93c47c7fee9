import { Injectable, Logger } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { DataSource } from 'typeorm';

const TIMEOUT_MS = 2000;

/** Whether the database answers. The log says why not; the response does not, since anybody may read it. */
@Injectable()
export class DatabaseHealthIndicator {
  private readonly logger = new Logger(DatabaseHealthIndicator.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly indicators: HealthIndicatorService,
  ) {}

  ping() {
    return this.indicators
      .check('database')
      .attempt(() => this.query())
      .withTimeout(TIMEOUT_MS);
  }

  private async query(): Promise<void> {
    try {
      await this.dataSource.query('SELECT 1');
    } catch (error) {
      this.logger.warn(`The database does not answer: ${(error as Error).message}`);
      throw new Error('the database does not answer', { cause: error });
    }
  }
}
