import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { EnvironmentError } from '../../../src/config/environment.error';
import { parseEnvironment } from '../../../src/config/environment.parser';
import { createEmptyDatabase, type TestDatabase } from '../../support/test-database';
import { extent, faultsSeed } from '../support/extent';
import { ENTRIES, enter } from './support/entry.process';
import { faultsOfOutput } from './support/output.rules';
import { CANARY, VARIABLES, variables } from './support/variables.arbitrary';

const READERS = ['app', 'db:status', 'migration:show'] as const;

/** An operating system hands over neither NUL nor a text of any length. */
const fits = (value: string): boolean => !value.includes('\0') && value.length < 50_000;

/** What parseEnvironment finds at fault, one line each. */
function faultsOf(given: Record<string, string>): readonly string[] {
  try {
    parseEnvironment(given);
    return [];
  } catch (error) {
    return (error as EnvironmentError).faults;
  }
}

/** Faulty environments, as processes can be given them. */
const faulty = variables.filter((given) => Object.values(given).every(fits) && faultsOf(given).length > 0);

describe('a process with a faulty environment', () => {
  let directory: string;
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createEmptyDatabase();
  });
  afterAll(() => database?.drop());
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'environment-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it(
    'ends with 2 and names all that is wrong, without a stack or a secret, by each entry',
    async () => {
      await fc.assert(
        fc.asyncProperty(faulty, fc.constantFrom(...READERS), async (given, entry) => {
          const { code, output } = await enter(entry, { PORT: '0', ...given }, directory);
          expect(faultsOfOutput(output)).toEqual([]);
          for (const fault of faultsOf({ PORT: '0', ...given })) expect(output).toContain(fault.split(':')[0]);
          expect(code).toBe(2);
        }),
        // A process takes seconds: no more of them to make a failure smaller.
        { seed: faultsSeed(), numRuns: extent(5, 150), endOnFailure: true },
      );
    },
    extent(300_000, 3_600_000),
  );

  it.each([
    ['a text of another kind', Buffer.from('\u0000\u0001ELF\ufffd not lines = at = all\n\n=\n==x', 'latin1')],
    ['faulty values with quotes and line breaks', `PORT="a\nb"\nAPI_KEY='${CANARY.slice(0, 12)}'\nLOG_FORMAT=\`x\``],
    ['a password that is not encoded', `DATABASE_URL=postgres://app:12/${CANARY}@127.0.0.1:1/db`],
    [
      'Windows line ends and a byte order mark',
      `\ufeffENVIRONMENT=test\r\nPORT=x\r\nAPI_KEY=${CANARY.slice(0, 12)}\r\n`,
    ],
    ['a hundred thousand lines', 'A=1\n'.repeat(100_000) + 'PORT=x\n'],
  ])('reads an .env with %s', async (_, content) => {
    writeFileSync(join(directory, '.env'), content);
    const { code, output } = await enter('db:status', { ENVIRONMENT: 'staging' }, directory);
    expect(faultsOfOutput(output)).toEqual([]);
    expect(VARIABLES.some((name) => output.includes(name))).toBe(true);
    expect(code).toBe(2);
  });

  it.each(READERS)('says so when .env is a directory, by %s', async (entry) => {
    mkdirSync(join(directory, '.env'));
    const { code, output } = await enter(entry, { ENVIRONMENT: 'staging', DATABASE_URL: database.url }, directory);
    expect(faultsOfOutput(output)).toEqual([]);
    expect(output).toContain('.env');
    expect(code).toBe(2);
  });

  it.each(READERS)(
    'tells what an .env in UTF-16 or with lines that set nothing is at fault for, by %s',
    async (entry) => {
      const lines = `DATABASE_URL postgres://app:${CANARY}@db/app\nAPI_KEY="${CANARY}\nLOG_FORMAT=xml\n`;
      for (const [encoding, told] of [
        ['utf16le', ['.env: found text that is not in UTF-8']],
        [
          'utf8',
          ['.env:1: DATABASE_URL: found no', '.env:2: API_KEY: found a value', '.env:3: LOG_FORMAT: found "xml"'],
        ],
      ] as const) {
        writeFileSync(join(directory, '.env'), Buffer.from(lines, encoding));
        // Nothing else is at fault: without the file it would start.
        const { code, output } = await enter(entry, { DATABASE_URL: database.url }, directory);
        expect(faultsOfOutput(output)).toEqual([]);
        for (const words of told) expect(output).toContain(words);
        expect(code).toBe(2);
      }
    },
  );

  it('has no part in what the embedded server is asked', async () => {
    const hostile = {
      PGHOST: '\n',
      PGPORT: 'x',
      PGDATA: '/nowhere',
      PGOPTIONS: '-c x',
      LC_ALL: 'x',
    };
    const { code, output } = await enter('local-postgres status', { ...hostile, PGPASSWORD: CANARY }, directory);
    expect(faultsOfOutput(output)).toEqual([]);
    expect([0, 3]).toContain(code);
  });

  it('is started by all the entries that there are', () => {
    expect(Object.keys(ENTRIES)).toEqual([...READERS, 'local-postgres status']);
  });
});
