import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';
import { CreateOwners1700000000000, GreetOwners1700000000001, Owner } from '../cli/entities';
import { json, linesBefore, type CliCall, type TestModuleOptions } from '../cli/support';
import { trashLab } from './trash.lab';
import { stateOf } from './support';

const MIGRATED: TestModuleOptions = {
  entities: [Owner],
  providers: [],
  dataSource: { migrations: [CreateOwners1700000000000, GreetOwners1700000000001] },
};

describe('db:restore', () => {
  let database: TestDatabase;
  const { run, confirmed, reset, names } = trashLab(() => database);
  const state = async (): Promise<string> =>
    JSON.stringify([await onServer(database.url, (client) => stateOf(client)), await names()]);
  const refused = async (argv: string[], exitCode: number, says: string, call?: CliCall): Promise<string> => {
    const before = await state();
    const answer = await run(['db:restore', ...argv], call);
    expect(answer.stderr).toContain(says);
    expect(answer.exitCode).toBe(exitCode);
    expect(await state()).toBe(before);
    return answer.stderr;
  };
  const byName = () => ['--confirm', database.name];

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await run(['db:init', '--seed']);
    await database.query(`INSERT INTO owners (name) VALUES ('by hand')`);
  });
  afterEach(() => database.drop());

  it('brings the newest back, tells before what comes and goes, and ends with the way back', async () => {
    const before = await onServer(database.url, (client) => stateOf(client));
    const first = await reset();
    await database.query(`INSERT INTO owners (name) VALUES ('since then')`);
    const { exitCode, stdout, stderr } = await confirmed(['db:restore']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const [second] = await names();
    expect(stdout).toMatch(
      new RegExp(
        `^↩️ These come back from ${first}, with all their rows, to database ${database.name}:\n` +
          `  owners +5 records +\\d+ kB *\n  animals +1 record +\\d+ kB *\n  animal_names +view +0 bytes *\n.*\n` +
          `⚠️ These stand there now, and are set aside first, with all their rows:\n` +
          `  owners +1 record +\\d+ kB *\n  animals +0 records +0 bytes *\n.*\n.*\n` +
          `✅ Brought 4 relations back from ${first}, and set 4 aside in ${second} in \\d+ ms, in one transaction\n` +
          `  -> to undo it: npm run db:restore -- ${second}\n$`,
      ),
    );
    expect(await onServer(database.url, (client) => stateOf(client))).toEqual(before);
    expect((await confirmed(['db:restore', second!])).exitCode).toBe(0);
    expect(await database.query('SELECT name FROM owners')).toEqual([{ name: 'since then' }]);
    const journal = (await run(['db:journal', '--last', '50'])).stdout;
    expect(journal).toMatch(new RegExp(` restore public.owners: \\d+ ms, back from ${first}, in development`));
    expect(journal).toMatch(new RegExp(` seed-skip owners: back from ${first}, in development`));
    expect(journal).toMatch(new RegExp(` reset ${database.name}: \\d+ ms, set aside in ${first}, in development`));
  });

  it('seeds nothing into what came back', async () => {
    await reset();
    await confirmed(['db:restore']);
    const { stdout } = await run(['db:seed']);
    expect(stdout).not.toContain('🌱');
    expect(await database.query('SELECT count(*)::int AS n FROM owners')).toEqual([{ n: 5 }]);
  });

  it('is one JSON document with --json, and the plan is on standard error', async () => {
    const name = await reset();
    const answer = await confirmed(['db:restore', name, '--json']);
    const [made] = await names();
    expect(json(answer)).toMatchObject({
      restored: name,
      relations: ['public.owners', 'public.animals', 'public.animal_names', 'public.animal_count'],
      trash: made,
      setAside: ['public.owners', 'public.animals', 'public.animal_names', 'public.animal_count'],
      dependents: [],
      lost: [],
      migrations: { pendingAgain: [], recordedAgain: [] },
    });
    expect(answer.stderr).toContain('These come back');
  });

  it('prints with --dry-run the very statements, and runs none', async () => {
    const name = await reset();
    const before = await state();
    const { exitCode, stdout } = await run(['db:restore', '--dry-run']);
    expect(stdout).toContain(`-- to bring back: ${name}\n`);
    expect(stdout).toContain(`ALTER TABLE "${name}"."owners" SET SCHEMA "public";\n`);
    expect(exitCode).toBe(3);
    expect(json(await run(['db:restore', '--dry-run', '--json']))).toMatchObject({ dryRun: true, toRestore: name });
    expect(await state()).toBe(before);
  });

  it('prints names that hold a line break within their comments, so that the script runs nothing of them', async () => {
    await reset();
    await database.query('CREATE VIEW "v\rDROP TABLE owners; -- " AS SELECT * FROM owners');
    const { stdout } = await run(['db:restore', '--include-dependents', '--dry-run']);
    expect(stdout).toContain('not this app\'s: view "v DROP TABLE owners; -- "');
    expect(linesBefore('CREATE SCHEMA', stdout).filter((line) => !line.startsWith('-- '))).toEqual([]);
  });

  it('names dependents that go along, and keys that are lost', async () => {
    await database.query('CREATE TABLE toys (owner int REFERENCES owners)');
    await reset(['--include-dependents']);
    await database.query('DROP TABLE toys; CREATE VIEW vips AS SELECT id FROM owners');
    const told = await refused(byName(), 4, 'view vips');
    expect(told).toContain('npm run db:restore -- --include-dependents');
    const { stdout, exitCode } = await confirmed(['db:restore', '--include-dependents']);
    expect(stdout).toContain("⚠️ not this app's: view vips goes along into the trash");
    expect(stdout).toContain('⚠️ foreign key toys_owner_fkey can not be put back, as its table toys is gone');
    expect(exitCode).toBe(0);
  });

  it('tells which migrations are pending again', async () => {
    await database.drop();
    database = await createEmptyDatabase();
    await run(['migration:run'], {}, { ...MIGRATED, dataSource: { migrations: [CreateOwners1700000000000] } });
    const name = await reset([], MIGRATED);
    await run(['migration:run'], {}, MIGRATED);
    const { stdout, exitCode } = await confirmed(['db:restore', name], {}, MIGRATED);
    expect(stdout).toContain('⚠️ migrations that ran since then are pending again: GreetOwners1700000000001');
    expect(exitCode).toBe(0);
  });

  it('does not know what is not kept, and says what is', async () => {
    await refused(byName(), 2, 'No reset of this app is kept in this database.');
    const name = await reset();
    await refused(
      ['trash_x', ...byName()],
      2,
      `No reset of this app is kept as "trash_x" in this database; there is: ${name}`,
    );
    await refused(['public', ...byName()], 2, 'Schema "public" is no trash, and is never touched');
  });

  it('does not take an older one for the newest, which it can not read', async () => {
    const older = await reset();
    const broken = await reset();
    await database.query(`DO $$ BEGIN EXECUTE format('COMMENT ON SCHEMA ${broken} IS %L',
      replace(obj_description('${broken}'::regnamespace), '"version":1', '"version":2')); END $$`);
    const told = await refused(byName(), 4, `The comment on schema "${broken}" is no manifest that can be read`);
    expect(told).toContain(`-> Bring back the older one instead: npm run db:restore -- ${older}\n`);
    expect((await confirmed(['db:restore', older])).exitCode).toBe(0);
    // What was there went aside, and so is newer.
    expect((await confirmed(['db:restore'])).exitCode).toBe(0);
    await confirmed(['db:purge']);
    await refused(byName(), 4, `The comment on schema "${broken}"`);
  });

  it('asks for the name at a terminal, and changes nothing without it', async () => {
    const name = await reset();
    await refused([], 4, `The database is called "${database.name}"`, { typed: '\x03' });
    await refused([], 4, `"nope" was given as its name`, { typed: 'nope\n' });
    const told = await refused([name], 4, 'There is no terminal to ask whether what is there now may be set aside');
    expect(told).toContain(`npm run db:restore -- ${name} --confirm ${database.name}`);
    expect((await run(['db:restore'], { typed: `${database.name}\n` })).exitCode).toBe(0);
  });

  it('is refused by the variables and by the stamp', async () => {
    await reset();
    await run(['db:environment', 'staging', ...byName()]);
    await refused(byName(), 4, 'is stamped staging');
    const answer = await run(['db:restore', ...byName()], {}, { lifecycle: { environment: 'production' } });
    expect(answer.stderr).toContain('environment "production", and db:restore is for development and test only');
    expect(answer.exitCode).toBe(4);
  });

  it('brings back the one that the plan named, though another reset came while somebody was typing', async () => {
    const name = await reset();
    let other: Promise<string> | undefined;
    const answer = await run(['db:restore'], {
      typed: async () => {
        other = reset();
        await other;
        return `${database.name}\n`;
      },
    });
    expect(await other).not.toBe(name);
    expect(answer.exitCode).toBe(0);
    expect(await database.query('SELECT count(*)::int AS n FROM owners')).toEqual([{ n: 5 }]);
    expect(await names()).not.toContain(name);
  });
});
