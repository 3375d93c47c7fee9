export { DatabaseLifecycleHealthIndicator } from './database-lifecycle.health';
