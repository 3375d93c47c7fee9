export { lookAt } from './readiness.look';
export { ReadinessMonitor } from './readiness.monitor';
export { readinessOf } from './readiness.rules';
export { inspectShortfall } from './shortfall.inspector';
