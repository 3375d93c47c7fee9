import 'reflect-metadata';
import { DataSource, EntitySchema } from 'typeorm';
import { createMissingTables } from '../../src/database-lifecycle';
import { sendCopy } from '../../src/database-lifecycle/seeding/rows/copy.stream';
import { rowHelpers } from '../../src/database-lifecycle/seeding/rows/row.helpers';
import { withSession, type SqlSession } from '../../src/database-lifecycle/sql/sql.session';
import { startThrowawayPostgres } from '../../src/local-postgres';
import { lifecycleOptions } from '../support/lifecycle-data-source';

/**
 * copy() with relations by natural key beside a raw COPY of the same text, in turn, on a server of its own; then the memory
 * of copy() with many rows:
 *   node --expose-gc -r ./scripts/register.js test/seeding/copy.bench.ts [rows] [rounds] [rows for memory]
 */
const [count, rounds, many] = [100_000, 5, 5_000_000].map((fallback, index) =>
  Number(process.argv[index + 2] ?? fallback),
) as [number, number, number];

const OWNERS = 1_000;

interface Owner {
  id: number;
  email: string;
}

interface Animal {
  id: number;
  name: string;
  species: string;
  gender: string;
  born: string;
  weight: string;
  seenAt: Date;
  facts: object;
  owner: Partial<Owner>;
}

const owner = new EntitySchema<Owner>({
  name: 'Owner',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    email: { type: 'varchar', length: 100, unique: true },
  },
});

const animal = new EntitySchema<Animal>({
  name: 'Animal',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    name: { type: 'varchar', length: 80 },
    species: { type: 'varchar', length: 40 },
    gender: { type: 'enum', enum: ['male', 'female'] },
    born: { type: 'date' },
    weight: { type: 'numeric', precision: 5, scale: 2 },
    seenAt: { type: 'timestamptz' },
    facts: { type: 'jsonb' },
  },
  relations: { owner: { type: 'many-to-one', target: 'Owner', joinColumn: true, nullable: false } },
});

/** Eight columns that are written, one of them a relation. */
function* animals(rows: number): Generator<Omit<Animal, 'id'>> {
  for (let n = 0; n < rows; n += 1)
    yield {
      name: `Animal number ${n}`,
      species: n % 3 === 0 ? 'dog' : 'cat',
      gender: n % 2 === 0 ? 'male' : 'female',
      born: `20${10 + (n % 10)}-0${1 + (n % 9)}-1${n % 10}`,
      weight: `${n % 99}.5`,
      seenAt: new Date(1_700_000_000_000 + n * 1_000),
      facts: { number: n, tags: ['a', 'b'] },
      owner: { email: `owner${n % OWNERS}@example.com` },
    };
}

const COLUMNS = 'name, species, gender, born, weight, "seenAt", facts, "ownerId"';

function readyText(rows: number): string {
  let text = '';
  let n = 0;
  for (const row of animals(rows)) {
    const values = [
      row.name,
      row.species,
      row.gender,
      row.born,
      row.weight,
      row.seenAt.toISOString(),
      JSON.stringify(row.facts),
    ];
    text += `${values.join('\t')}\t${1 + (n % OWNERS)}\n`;
    n += 1;
  }
  return text;
}

async function timed(session: SqlSession, work: () => Promise<unknown>): Promise<number> {
  await session.send('TRUNCATE animal RESTART IDENTITY', 'CHECKPOINT');
  globalThis.gc?.();
  await session.runner.startTransaction();
  const started = performance.now();
  await work();
  await session.runner.commitTransaction();
  return performance.now() - started;
}

const median = (values: number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function compare(session: SqlSession): Promise<void> {
  const { copy } = rowHelpers(session, { onRows: () => undefined });
  const text = readyText(count);
  const times = { raw: [] as number[], copy: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    times.raw.push(await timed(session, () => sendCopy(session, `COPY animal (${COLUMNS}) FROM STDIN`, text)));
    times.copy.push(await timed(session, () => copy(animal, animals(count))));
  }
  const [raw, own] = [median(times.raw), median(times.copy)];
  print(
    `${count} rows, median of ${rounds}: raw COPY ${Math.round(raw)} ms, copy() ${Math.round(own)} ms, ${(raw / own).toFixed(2)} of its speed, ${Math.round((count / own) * 1_000)} rows/s`,
  );
}

async function measureMemory(session: SqlSession): Promise<void> {
  let most = 0;
  const sample = (): void => void (most = Math.max(most, process.memoryUsage.rss()));
  const { copy } = rowHelpers(session, { onRows: sample });
  await session.send('TRUNCATE animal RESTART IDENTITY');
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const timer = setInterval(sample, 100);
  const started = performance.now();
  await session.runner.startTransaction();
  await copy(animal, animals(many));
  await session.runner.commitTransaction();
  clearInterval(timer);
  print(
    `${many} rows in ${Math.round((performance.now() - started) / 1_000)} s: ${megabytes(before)} MB before, ${megabytes(most)} MB at most, ${megabytes(most - before)} MB more`,
  );
}

async function run(): Promise<void> {
  const server = await startThrowawayPostgres();
  try {
    const dataSource = await new DataSource(lifecycleOptions(server.url, [owner, animal])).initialize();
    await createMissingTables(dataSource, { environment: 'test' });
    await withSession(dataSource, async (session) => {
      const emails = Array.from({ length: OWNERS }, (_, n) => `('owner${n}@example.com')`);
      await session.send(`INSERT INTO owner (email) VALUES ${emails.join()}`);
      await measureMemory(session);
      await compare(session);
    });
    await dataSource.destroy();
  } finally {
    await server.stop();
  }
}

void run();
