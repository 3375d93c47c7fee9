import type { ObjectLiteral, Repository } from 'typeorm';

/** Works on one connection to the primary: what was just written is read where it was, as a replica may not have it yet. */
export async function onPrimary<Row extends ObjectLiteral, Result>(
  { manager, target }: Repository<Row>,
  work: (rows: Repository<Row>) => Promise<Result>,
): Promise<Result> {
  const runner = manager.dataSource.createQueryRunner('master');
  try {
    return await work(runner.manager.getRepository<Row>(target));
  } finally {
    await runner.release();
  }
}
