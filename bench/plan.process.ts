import 'reflect-metadata';
import { lifecycleTarget } from '../src/database-lifecycle/lifecycle.target';
import { detailsOfNothing, presenceOfNothing } from '../src/database-lifecycle/plan/empty.database';
import { planMissingRelations } from '../src/database-lifecycle/plan/missing-relations.planner';
import { planningContext } from '../src/database-lifecycle/plan/planning.context';
import { benchDataSource } from './contestants/bench.data-source';
import { benchModel } from './model';

/**
 * node --expose-gc -r ../scripts/register.js plan.process.ts <url> <tables>
 *
 * Plans so many tables for an empty database, asking no server; prints the time in milliseconds and the peak of memory
 * beyond what TypeORM's metadata took before, in bytes, as JSON.
 */
async function main([url, tables]: readonly string[]): Promise<void> {
  const dataSource = await benchDataSource(url!, benchModel(Number(tables)));
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const start = performance.now();
  const target = lifecycleTarget(dataSource, { environment: 'development' });
  const presence = presenceOfNothing(target.model, 'public', 'public');
  const snapshot = { ...presence, details: detailsOfNothing('public', []) };
  const context = planningContext(dataSource, target.model, snapshot);
  const { batches } = await planMissingRelations(context, snapshot, target);
  const milliseconds = performance.now() - start;
  // In kilobytes; the most that the process ever had, so also what was freed again.
  const bytes = process.resourceUsage().maxRSS * 1024 - before;
  await dataSource.destroy();
  process.stdout.write(
    JSON.stringify({ milliseconds, bytes, statements: batches.flatMap((b) => b.statements).length }),
  );
}

void main(process.argv.slice(2));
