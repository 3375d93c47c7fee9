import { inspect } from 'node:util';
import { json } from '../cli/support';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';
import { trashLab } from './trash.lab';

describe('what a reset lets go of by itself', () => {
  let database: TestDatabase;
  const { run, confirmed, listing, reset, ages, names } = trashLab(() => database);
  const force = (argv: string[] = [], keepResets?: number) =>
    confirmed(['db:init', '--force', ...argv], {}, { lifecycle: { keepResets } });
  /** Trashes of so many hours of age, the oldest first. */
  const aged = async (...hours: number[]): Promise<string[]> => {
    const made: string[] = [];
    // Only then, as each reset lets go of what is old enough.
    for (const _ of hours) made.push(await reset());
    for (const [index, hour] of hours.entries()) await ages(made[index]!, hour);
    return made;
  };

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await run(['db:init', '--seed']);
  });
  afterEach(() => database.drop());

  it('is what is older than a day and beyond the newest three, named in the plan with its counts', async () => {
    const [oldest, old, young, younger] = await aged(200, 100, 20, 10);
    const { stdout, exitCode } = await force();
    expect(stdout).toMatch(
      new RegExp(
        `^⚠️ ${oldest} goes for good then: 2 tables and 2 views, 5 records, \\d+ kB; set aside 8 days ago`,
        'm',
      ),
    );
    expect(stdout).toMatch(new RegExp(`^⚠️ ${old} goes for good then: .*; set aside 4 days ago`, 'm'));
    expect(stdout).toMatch(new RegExp(`^🗑️ Deleted ${oldest} with 4 relations`, 'm'));
    expect(exitCode).toBe(0);
    const [made] = await names();
    expect(await names()).toEqual([made, younger, young]);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(`  -> to undo it: npm run db:restore -- ${made}`);
  });

  it('goes by the age in a database that prints no digits of a float, too', async () => {
    await database.query(`ALTER DATABASE ${database.name} SET extra_float_digits = -15`);
    const [old, young] = await aged(1_000_000, 23);
    expect((await force([], 0)).stdout).not.toContain(`${young} goes for good`);
    const [made, kept] = (await listing()).trashes;
    expect([kept!.name, kept!.ageSeconds, made!.ageSeconds]).toEqual([
      young,
      expect.closeTo(23 * 3_600, -3),
      expect.closeTo(0, -3),
    ]);
    expect(await names()).not.toContain(old);
  });

  it('is never what is younger than a day, however many there are', async () => {
    await aged(23, 22, 21, 20, 19);
    expect((await force()).stdout).not.toContain('goes for good');
    expect(await names()).toHaveLength(6);
  });

  it.each([
    [0, 1],
    [1, 1],
    [2, 2],
    [Number.POSITIVE_INFINITY, 4],
  ])('goes by the option keepResets: of %p, %i are left', async (keepResets, left) => {
    await aged(300, 200, 100);
    const answer = await force(['--json'], keepResets);
    expect(json<{ purged: unknown[] }>(answer).purged).toHaveLength(4 - left);
    expect(await names()).toHaveLength(left);
  });

  it.each([-1, 1.5, Number.NaN, '3' as unknown as number])(
    'keepResets %p is wrong configuration',
    async (keepResets) => {
      const answer = await run(['db:trash'], {}, { lifecycle: { keepResets } });
      expect(answer.stderr).toContain(`The option keepResets is ${inspect(keepResets)}`);
      expect(answer.exitCode).toBe(2);
    },
  );

  it('is told by a dry run, and stays', async () => {
    const [oldest] = await aged(300, 200, 100);
    const dry = await run(['db:init', '--force', '--dry-run']);
    expect(dry.stdout).toMatch(new RegExp(`^-- ⚠️ ${oldest} goes for good then`, 'm'));
    expect(json(await run(['db:init', '--force', '--dry-run', '--json']))).toMatchObject({ toPurge: [oldest] });
    expect(await names()).toHaveLength(3);
  });

  it('stays when nobody agrees', async () => {
    await aged(300, 200, 100);
    expect((await run(['db:init', '--force'])).exitCode).toBe(4);
    expect((await run(['db:init', '--force'], { typed: '\n' })).exitCode).toBe(4);
    expect(await names()).toHaveLength(3);
  });

  it('stays with a warning when it can not go, and the reset is done', async () => {
    const [oldest] = await aged(300, 200, 100);
    await onServer(database.url, async (client) => {
      await client.query(`SET application_name = 'a reader'; BEGIN; SELECT * FROM ${oldest}.owners`);
      const { stdout, exitCode } = await force();
      expect(stdout).toMatch(new RegExp(`^⚠️ ${oldest} was to go as well, and stays: .* by pid \\d+ \\(a reader`, 'm'));
      expect(exitCode).toBe(0);
    });
    expect(await names()).toHaveLength(4);
  });

  it('does not go after a restore', async () => {
    await aged(400, 300, 200, 100);
    await confirmed(['db:restore']);
    expect(await names()).toHaveLength(4);
  });
});
