import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { DatabaseLifecycleHealthIndicator } from '../database-lifecycle/health';
import { HealthController } from './health.controller';

@Module({
  // The log has each change once; Terminus would write a line for every probe that is answered 503.
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [DatabaseLifecycleHealthIndicator],
})
export class HealthModule {}
