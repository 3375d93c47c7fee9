export { environmentNamed, resolveEnvironment } from './environment';
export type { LifecycleEnvironment, LifecyclePolicy } from './interfaces/environment.interface';
export type { DatabaseLifecycleOptions } from './interfaces/lifecycle-options.interface';
export type { LifecyclePlan, PlanBatch, PlanNotice, PlannedStatement } from './interfaces/lifecycle-plan.interface';
export type { CreationReport } from './interfaces/lifecycle-report.interface';
export type { SeederContext, SeederOptions, SeederRunner } from './interfaces/seeder.interface';
export { createMissingTables, planMissingTables, type CreationObserver } from './missing-tables';
export { Seeder } from './seeding/seeder.decorator';
