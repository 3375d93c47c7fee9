import type { Readiness, ReadinessReason, Shortfall } from '../interfaces/readiness.interface';

export const READY: Readiness = { ready: true, reasons: [] };
export const UNREACHABLE: Readiness = { ready: false, reasons: ['unreachable'] };

/** A database that is ahead of the code, as in the middle of a rolling deploy, falls short of nothing. */
export function readinessOf({ missing, pending }: Shortfall): Readiness {
  const reasons: ReadinessReason[] = [
    ...(missing.length > 0 ? (['missing-tables'] as const) : []),
    ...(pending.length > 0 ? (['pending-migrations'] as const) : []),
  ];
  return { ready: reasons.length === 0, reasons };
}
