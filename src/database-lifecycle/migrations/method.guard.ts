import type { Migration } from 'typeorm';

/** Throws unless the class has the method: one in JavaScript may lack it, or it may be no migration at all. */
export function requireMethod({ instance }: Migration, method: 'up' | 'down'): void {
  if (typeof instance?.[method] === 'function') return;
  throw new Error(`its class has no ${method}(), expected async ${method}(queryRunner)`);
}
