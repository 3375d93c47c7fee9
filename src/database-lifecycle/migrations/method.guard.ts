import type { Migration } from 'typeorm';

/** A class in JavaScript may lack it, and so may one that is no migration and is exported beside one. */
export function requireMethod({ instance }: Migration, method: 'up' | 'down'): void {
  if (typeof instance?.[method] === 'function') return;
  throw new Error(`its class has no ${method}(), expected async ${method}(queryRunner)`);
}
