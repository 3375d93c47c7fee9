import 'reflect-metadata';
import { readdirSync, readFileSync } from 'node:fs';
import {
  DataSource,
  EntitySchema,
  type EntitySchemaRelationOptions,
  type MigrationInterface,
  type QueryRunner,
} from 'typeorm';
import { startThrowawayPostgres } from '../../src/local-postgres';
import { planMissingTables } from '../../src/database-lifecycle';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { checkMigrations } from '../../src/database-lifecycle/migrations/check/migration.checker';
import { lifecycleOptions } from '../support/lifecycle-data-source';

/**
 * How long migration:check takes, on a server of its own:
 *   node -r ./scripts/register.js test/shadow/check.bench.ts [tables] [migrations] [rounds]
 */
const [tables, migrations, rounds] = [100, 50, 5].map((fallback, index) =>
  Number(process.argv[index + 2] ?? fallback),
) as [number, number, number];

const neighbour = (n: number): Record<string, EntitySchemaRelationOptions> =>
  n === 0 ? {} : { before: { type: 'many-to-one', target: `Table${n - 1}`, joinColumn: true } };

/** Eight columns, an enum, an index, a unique column and a foreign key to the table before it. */
const entity = (n: number): EntitySchema<Record<string, unknown>> =>
  new EntitySchema({
    name: `Table${n}`,
    tableName: `table_${n}`,
    columns: {
      id: { type: 'uuid', primary: true, generated: 'uuid' },
      name: { type: 'varchar', length: 100, unique: true },
      note: { type: 'text', nullable: true },
      kind: { type: 'enum', enum: ['small', 'large'], default: 'small' },
      amount: { type: 'numeric', precision: 10, scale: 2, default: 0 },
      tags: { type: 'text', array: true, default: [] },
      facts: { type: 'jsonb', nullable: true },
      madeAt: { type: 'timestamptz', createDate: true },
    },
    indices: [{ columns: ['kind', 'madeAt'] }],
    relations: neighbour(n),
  });

const entities = Array.from({ length: tables }, (_, n) => entity(n));
/** The statements that make table n, as a first boot sends them. */
async function statementsByTable(url: string): Promise<string[][]> {
  const dataSource = await new DataSource(lifecycleOptions(url, entities)).initialize();
  const plan = await planMissingTables(dataSource, { environment: 'test' });
  await dataSource.destroy();
  const groups = Array.from({ length: tables }, (): string[] => []);
  for (const { sql } of plan.batches.flatMap(({ statements }) => statements)) {
    const [, n] = /^\w+ (?:UNIQUE )?\w+ (?:"public"\.)?(?:"\w+" ON )?"table_(\d+)(?:_kind_enum)?"/.exec(sql) ?? [];
    if (n !== undefined) groups[Number(n)]!.push(sql);
  }
  return groups;
}

function migration(n: number, groups: readonly string[][]): new () => MigrationInterface {
  const size = Math.ceil(tables / migrations);
  const own = groups.slice(n * size, (n + 1) * size);
  return class implements MigrationInterface {
    readonly name = `Step${1_700_000_000_000 + n}`;
    async up(runner: QueryRunner): Promise<void> {
      for (const sql of own.flat()) await runner.query(sql);
    }
    async down(runner: QueryRunner): Promise<void> {
      for (let i = own.length - 1; i >= 0; i -= 1) {
        await runner.query(`DROP TABLE "table_${n * size + i}"`);
        await runner.query(`DROP TYPE "table_${n * size + i}_kind_enum"`);
      }
    }
  };
}

/** Milliseconds of processor time of all processes of the server so far; by Linux's /proc, in steps of 10. */
function serverTime(postmaster: string): number {
  const times = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return [pid, readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')] as const;
      } catch {
        return ['', []] as const;
      }
    })
    .flatMap(([pid, facts]) =>
      pid === postmaster ? facts.slice(11, 15) : facts[1] === postmaster ? facts.slice(11, 13) : [],
    );
  return times.reduce((sum, ticks) => sum + Number(ticks) * 10, 0);
}

async function main(): Promise<void> {
  const server = process.env.BENCH_URL
    ? { url: process.env.BENCH_URL, stop: async () => undefined }
    : await startThrowawayPostgres();
  try {
    const groups = await statementsByTable(server.url);
    const options = {
      ...lifecycleOptions(server.url, entities),
      migrations: Array.from({ length: migrations }, (_, n) => migration(n, groups)),
    };
    const dataSource = await new DataSource(options).initialize();
    const target = lifecycleTarget(dataSource, { environment: 'test' });
    const [{ pid }] = (await dataSource.query<{ pid: string }[]>('SELECT pg_backend_pid()::text AS pid')) as [
      { pid: string },
    ];
    const postmaster = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[1]!;
    for (let round = 0; round < rounds; round += 1) {
      const [own, its] = [process.cpuUsage(), serverTime(postmaster)];
      const { durationMs, ...check } = await checkMigrations(target);
      if (check.failure ?? check.roundTrip ?? check.differences[0] ?? check.problems[0])
        throw new Error(JSON.stringify(check).slice(0, 3000));
      const { user, system } = process.cpuUsage(own);
      process.stdout.write(
        `${round === 0 ? 'cold' : 'warm'} ${Math.round(durationMs)} ms; processor: Node.js ${Math.round((user + system) / 1000)} ms, PostgreSQL ${serverTime(postmaster) - its} ms\n`,
      );
    }
    await dataSource.destroy();
  } finally {
    await server.stop();
  }
}

void main();
