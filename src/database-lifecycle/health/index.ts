/**
 * The indicator for `@nestjs/terminus`, which is an optional peer.
 * @module nest-database-lifecycle/health
 */
export { DatabaseLifecycleHealthIndicator } from './database-lifecycle.health';
