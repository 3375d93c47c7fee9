import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { appOn, callCli, type CliAnswer, type CliCall } from './support';

/** What a terminal obeys: an escape sequence, a bell, a title by one character (C1), a text that runs backwards, a return. */
const NAME = 'v\u001b[2K\u0007\u009d0;title\u202e\rfine';
const SHOWN = String.raw`v\u{1b}[2K\u{7}\u{9d}0;title\u{202e}\u{d}fine`;

describe('what somebody else has named to be obeyed by a terminal', () => {
  let database: TestDatabase;
  const call = (argv: string[], options: CliCall = {}): Promise<CliAnswer> =>
    callCli(appOn(database.url), argv, options);
  const ready = ['db:init', '--force', '--include-dependents', '--confirm'];

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await call(['db:init', '--seed']);
    await database.query(`CREATE VIEW "${NAME}" AS SELECT name FROM owners`);
  });
  afterEach(() => database.drop());

  it('is shown in a refusal', async () => {
    const { stderr } = await call(['db:init', '--force', '--confirm', database.name]);
    expect(stderr).toContain(`  - view "${SHOWN}" (would go along with them)\n`);
  });

  it('is shown before a person is asked, and in the journal', async () => {
    await database.query(
      `INSERT INTO database_lifecycle_journal (event, name, environment) VALUES ('seed', '${NAME}', 'test')`,
    );
    const reset = await call([...ready, database.name], { watched: true });
    expect(reset.exitCode).toBe(0);
    expect(reset.stdout).toContain(SHOWN);
    const journal = await call(['db:journal'], { watched: true });
    expect(journal.stdout).toContain(`seed ${SHOWN}`);
    for (const { stdout } of [reset, journal]) expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
  });

  it('is what it is in a script that goes to a file', async () => {
    const { stdout } = await call(['db:init', '--force', '--include-dependents', '--dry-run']);
    expect(stdout).toContain(`ALTER VIEW "public"."${NAME}" SET SCHEMA`);
  });
});
