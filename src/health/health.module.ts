import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { DatabaseLifecycleHealthIndicator } from '../database-lifecycle/health';
import { HealthController } from './health.controller';

@Module({
  imports: [TerminusModule],
  controllers: [HealthController],
  providers: [DatabaseLifecycleHealthIndicator],
})
export class HealthModule {}
