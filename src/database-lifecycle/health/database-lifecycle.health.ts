import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { getDatabaseLifecycleToken } from '../database-lifecycle.tokens';

/** Whether the database can serve this code, as an indicator of Terminus. */
@Injectable()
export class DatabaseLifecycleHealthIndicator {
  constructor(
    private readonly modules: ModuleRef,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /**
   * Up, or down with `reasons`; see `DatabaseLifecycleService.readiness`, whose time limit is this one's.
   * @param dataSource name of the DataSource, when there are several
   */
  async isReady<const Key extends string = 'database'>(
    key: Key = 'database' as Key,
    dataSource?: string,
  ): Promise<HealthIndicatorResult<Key>> {
    const lifecycle = this.modules.get(getDatabaseLifecycleToken(dataSource), { strict: false });
    const { ready, reasons } = await lifecycle.readiness();
    const indicator = this.indicators.check(key);
    return ready ? indicator.up() : indicator.down({ reasons });
  }
}
