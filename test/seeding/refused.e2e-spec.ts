import { NestFactory } from '@nestjs/core';
import { throughTheApp } from '../../src/database-lifecycle/cli/app.door';
import { CliLogger } from '../../src/database-lifecycle/cli/cli.logger';
import { LifecycleRefusedError } from '../../src/database-lifecycle/errors/refused.error';
import { runSeeders } from '../../src/database-lifecycle/seeding/seeding.runner';
import { appOn } from '../cli/support';
import type { TestDatabase } from '../support/test-database';
import { tapWire } from '../support/wire';
import { ENTITIES } from './support/entities';
import { rowHashes } from './support/row.hashes';
import { call, doneSeeders, unseededDatabase } from './support/seeding.app';
import { FeesSeeder, KeepersSeeder, SEEDERS } from './support/seeding.module';

const SAMPLE_DATA = [FeesSeeder, KeepersSeeder];

describe('where sample data is refused', () => {
  let database: TestDatabase;
  let empty: Record<string, string>;

  const stampAs = (name: string) =>
    database.query(
      `INSERT INTO database_lifecycle_journal (event, name, environment) VALUES ('environment', '${name}', '${name}')`,
    );
  const boot = async (environment: string) => {
    const app = await NestFactory.createApplicationContext(
      appOn(database.url, { entities: ENTITIES, providers: SEEDERS, lifecycle: { environment } }),
      { logger: false, abortOnError: false },
    );
    await app.close();
  };
  const entries = () => database.query('SELECT event, name FROM database_lifecycle_journal ORDER BY id');

  beforeEach(async () => {
    database = await unseededDatabase();
    empty = await rowHashes(database);
  });
  afterEach(() => database.drop());

  describe.each(['production', 'staging'])('by a stamp of %s, with ENVIRONMENT=development', (stamped) => {
    beforeEach(() => stampAs(stamped));

    it.each([
      [['db:seed']],
      [['db:seed', '--only', 'keepers']],
      [['db:seed', '--only', 'species']],
      [['db:seed', '--dry-run']],
      [['db:seed', '--only', 'keepers,creatures', '--fresh', '--confirm', 'DATABASE']],
      [['db:init', '--seed']],
      [['db:init', '--force', '--seed', '--confirm', 'DATABASE']],
    ])('%j is refused, names the stamp, and writes nothing', async (argv) => {
      const before = await entries();
      const { exitCode, stderr, stdout } = await call(
        database.url,
        argv.map((word) => word.replace('DATABASE', database.name)),
      );
      expect([exitCode, stdout]).toEqual([4, '']);
      expect(stderr).toContain(`Database "${database.name}" is stamped ${stamped}`);
      expect(stderr).toContain('and this runs as development');
      expect(await rowHashes(database)).toEqual(empty);
      expect(await entries()).toEqual(before);
    });

    it('a development start seeds nothing, reference data neither', async () => {
      const before = await entries();
      await boot('development');
      expect(await rowHashes(database)).toEqual(empty);
      expect(await entries()).toEqual(before);
    });
  });

  describe.each(['production', 'staging'])('by ENVIRONMENT=%s', (environment) => {
    it.each([
      [['db:seed']],
      [['db:seed', '--only', 'keepers']],
      [['db:seed', '--only', 'keepers', '--fresh']],
      [['db:init', '--seed']],
    ])('%j is refused without a write, where there is sample data only', async (argv) => {
      const wire = await tapWire(database.url);
      const { exitCode, stderr } = await call(wire.url, argv, { environment, providers: SAMPLE_DATA });
      await wire.close();
      expect(exitCode).toBe(4);
      expect(stderr).toContain(`environment "${environment}"`);
      expect(wire.sql().filter((sql) => /INSERT|UPDATE|DELETE|TRUNCATE|CREATE|DROP|ALTER/.test(sql))).toEqual([]);
      expect(await rowHashes(database)).toEqual(empty);
    });

    it('sample data that is named beside reference data is refused, and neither runs', async () => {
      await stampAs(environment);
      const { exitCode, stderr } = await call(database.url, ['db:seed', '--only', 'species,keepers'], { environment });
      expect(exitCode).toBe(4);
      expect(stderr).toContain('keepers');
      expect(await rowHashes(database)).toEqual(empty);
    });

    it('sample data is refused, and reference data beside it, where nobody has chosen before', async () => {
      await stampAs(environment);
      const options = { entities: ENTITIES, providers: SEEDERS, lifecycle: { environment } };
      const seeding = throughTheApp(
        () => appOn(database.url, options),
        new CliLogger(() => undefined, undefined),
        ({ target, seeders }) => runSeeders(target, seeders),
      );
      await expect(seeding).rejects.toThrow(LifecycleRefusedError);
      expect(await rowHashes(database)).toEqual(empty);
    });

    it('reference data comes by the command, alone, and a line says what was left out', async () => {
      await stampAs(environment);
      const { exitCode, stdout } = await call(database.url, ['db:seed'], { environment });
      expect(exitCode).toBe(0);
      expect(stdout).toContain('Seeded species: 2 records');
      for (const key of ['fees', 'keepers', 'creatures']) expect(stdout).toContain(key);
      const { 'public.species': species, ...others } = await rowHashes(database);
      expect(species).toMatch(/^2 rows/);
      expect(others).toEqual(Object.fromEntries(Object.entries(empty).filter(([table]) => table !== 'public.species')));
      expect(await doneSeeders(database)).toEqual(['species']);
    });

    it('reference data comes by its name', async () => {
      await stampAs(environment);
      const { exitCode } = await call(database.url, ['db:seed', '--only', 'species'], { environment });
      expect([exitCode, await doneSeeders(database)]).toEqual([0, ['species']]);
    });

    it('a start seeds nothing, reference data neither', async () => {
      await stampAs(environment);
      const before = await entries();
      await boot(environment);
      expect(await rowHashes(database)).toEqual(empty);
      expect(await entries()).toEqual(before);
    });

    it('reference data is refused on a database of development, however it is named', async () => {
      const { exitCode, stderr } = await call(database.url, ['db:seed', '--only', 'species'], { environment });
      expect(exitCode).toBe(4);
      expect(stderr).toContain('is stamped development');
      expect(await rowHashes(database)).toEqual(empty);
    });
  });
});
