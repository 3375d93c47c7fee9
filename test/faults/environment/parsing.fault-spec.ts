import { Logger } from '@nestjs/common';
import * as fc from 'fast-check';
import { describeStartFailure } from '../../../src/app.failure';
import { databaseOptions } from '../../../src/config/database.options';
import { EnvironmentError } from '../../../src/config/environment.error';
import { parseEnvironment } from '../../../src/config/environment.parser';
import { connectDataSource, environmentNamed } from '../../../src/database-lifecycle';
import { DatabaseConnectionError } from '../../../src/database-lifecycle/errors/database-connection.error';
import { LifecycleConfigurationError } from '../../../src/database-lifecycle/errors/lifecycle-configuration.error';
import { serverUrl } from '../../support/test-database';
import { extent, faultsSeed } from '../support/extent';
import { faultsOfOutput } from './support/output.rules';
import { CANARY, strange, url, VARIABLES, variables } from './support/variables.arbitrary';

/** Less than the first pause between two attempts. */
const ONE_ATTEMPT_MS = 90;
/** As a part of a URL, not longer than a name may be. */
const cut = (text: string): string => encodeURIComponent(Buffer.from(text).toString().slice(0, 60));

const PRODUCTION = environmentNamed('production');

/** The error of a start, up to its connection, as a start tells it. Undefined when there is none. */
async function failureOf(
  given: Record<string, string>,
): Promise<{ error: unknown; message: string; exitCode: number } | undefined> {
  try {
    const environment = parseEnvironment(given);
    if (!environment.DATABASE_URL) return undefined;
    const options = databaseOptions(environment, environment.DATABASE_URL);
    const dataSource = await connectDataSource(options, { timeoutMs: ONE_ATTEMPT_MS, environment: PRODUCTION });
    await dataSource.destroy();
    return undefined;
  } catch (error) {
    return { error, ...describeStartFailure(error) };
  }
}

describe('an environment of any content', () => {
  beforeAll(() => Logger.overrideLogger(false));

  it('is taken, or refused with 2 by a message that names each faulty variable and tells no secret', () => {
    fc.assert(
      fc.property(variables, (given) => {
        try {
          parseEnvironment(given);
        } catch (error) {
          expect(error).toBeInstanceOf(EnvironmentError);
          const { faults } = error as EnvironmentError;
          const { message, exitCode } = describeStartFailure(error);
          expect(faultsOfOutput(message)).toEqual([]);
          expect(faults.map((fault) => fault.split(':')[0]).filter((name) => !VARIABLES.includes(name!))).toEqual([]);
          expect(exitCode).toBe(2);
        }
      }),
      { seed: faultsSeed(), numRuns: extent(300, 100_000) },
    );
  });

  it('with a URL of any content leads to a connection, or to a message that tells no secret', async () => {
    await fc.assert(
      fc.asyncProperty(url, fc.option(url, { nil: undefined }), async (DATABASE_URL, replica) => {
        const replicas: Record<string, string> = replica === undefined ? {} : { DATABASE_REPLICA_URLS: replica };
        const failure = await failureOf({ ENVIRONMENT: 'production', DATABASE_URL, ...replicas });
        expect(failure).toBeDefined();
        const { error, message, exitCode } = failure!;
        expect(faultsOfOutput(message)).toEqual([]);
        const isConfiguration = error instanceof EnvironmentError || error instanceof LifecycleConfigurationError;
        if (!isConfiguration) expect(error).toBeInstanceOf(DatabaseConnectionError);
        expect(exitCode).toBe(isConfiguration ? 2 : 1);
        expect(message).toMatch(/DATABASE_(URL|REPLICA_URLS|SSL_CA)|DATABASE_POOL_SIZE/);
      }),
      { seed: faultsSeed(), numRuns: extent(150, 5_000) },
    );
  });

  it('with another role, password or database than the server knows is told so, without the password', async () => {
    const there = new URL(serverUrl());
    await fc.assert(
      fc.asyncProperty(strange, strange, async (role, database) => {
        const DATABASE_URL = `postgres://${cut(role)}:${CANARY}@${there.host}/no_such_${cut(database)}`;
        const failure = await failureOf({ ENVIRONMENT: 'production', DATABASE_URL });
        expect(failure?.error).toBeInstanceOf(DatabaseConnectionError);
        expect(faultsOfOutput(failure!.message)).toEqual([]);
      }),
      { seed: faultsSeed(), numRuns: extent(30, 1_000) },
    );
  });

  it.each([
    'PGHOST',
    'PGPORT',
    'PGUSER',
    'PGPASSWORD',
    'PGDATABASE',
    'PGSSLMODE',
    'PGOPTIONS',
    'PGAPPNAME',
    'PGPASSFILE',
  ])('with any %s beside a URL that leaves it open is told what is wrong', async (name) => {
    const kept = { ...process.env };
    try {
      await fc.assert(
        fc.asyncProperty(strange, async (value) => {
          // Where nobody listens, unless this is the variable of it.
          Object.assign(process.env, { PGHOST: '127.0.0.1', PGPORT: '1' });
          process.env[name] = name === 'PGPASSWORD' ? `${CANARY}${value}` : value;
          const failure = await failureOf({ ENVIRONMENT: 'production', DATABASE_URL: 'postgres://' });
          expect(failure!.error).toBeInstanceOf(DatabaseConnectionError);
          expect(faultsOfOutput(failure!.message)).toEqual([]);
        }),
        { seed: faultsSeed(), numRuns: extent(10, 200) },
      );
    } finally {
      for (const one of Object.keys(process.env)) if (!(one in kept)) delete process.env[one];
      Object.assign(process.env, kept);
    }
  });
});
