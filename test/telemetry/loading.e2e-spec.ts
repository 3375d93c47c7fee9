import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';

const ROOT = join(__dirname, '..', '..');

describe('the API of OpenTelemetry', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  const loaded = async (...argv: string[]): Promise<unknown> => {
    const words = ['-r', './scripts/register.js', 'test/telemetry/loading.script.ts', ...argv];
    const env = { ...process.env, DATABASE_URL: database.url };
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: ROOT, env, timeout: 50_000 });
    return JSON.parse(stdout);
  };

  it('is not even loaded where no SDK is registered, and is where there is one', async () => {
    expect(await loaded()).toEqual([]);
    expect(await loaded('--sdk')).toEqual(['@opentelemetry/api', 'operation.trace']);
  });
});
