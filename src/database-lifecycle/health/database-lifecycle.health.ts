import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { DatabaseLifecycleService } from '../database-lifecycle.service';

/** Whether the database can serve this code, as an indicator of Terminus. */
@Injectable()
export class DatabaseLifecycleHealthIndicator {
  constructor(
    private readonly lifecycle: DatabaseLifecycleService,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /** Up, or down with `reasons`; see {@link DatabaseLifecycleService.readiness}, whose time limit is this one's. */
  async isReady<const Key extends string = 'database'>(
    key: Key = 'database' as Key,
  ): Promise<HealthIndicatorResult<Key>> {
    const { ready, reasons } = await this.lifecycle.readiness();
    const indicator = this.indicators.check(key);
    return ready ? indicator.up() : indicator.down({ reasons });
  }
}
