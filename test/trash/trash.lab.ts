import type { TrashReport } from '../../src/database-lifecycle/interfaces/trash-report.interface';
import { appOn, callCli, json, type CliAnswer, type CliCall, type TestModuleOptions } from '../cli/support';
import type { TestDatabase } from '../support/test-database';

/** An app on a database, and what its commands say of what is set aside. */
export function trashLab(database: () => TestDatabase) {
  const run = (argv: string[], call?: CliCall, options?: TestModuleOptions): Promise<CliAnswer> =>
    callCli(appOn(database().url, options), argv, call);
  const confirmed = (argv: string[], call?: CliCall, options?: TestModuleOptions): Promise<CliAnswer> =>
    run([...argv, '--confirm', database().name], call, options);
  const listing = async (): Promise<TrashReport> => json<TrashReport>(await run(['db:trash', '--json']));
  return {
    run,
    confirmed,
    listing,
    /** Resets, and tells the trash's name. */
    async reset(argv: string[] = [], options?: TestModuleOptions): Promise<string> {
      const answer = await confirmed(['db:init', '--force', '--json', ...argv], undefined, options);
      if (answer.exitCode !== 0) throw new Error(answer.stderr);
      return json<{ trash: string }>(answer).trash;
    },
    names: async (): Promise<string[]> => (await listing()).trashes.map(({ name }) => name),
    /** Makes a trash older by so many hours. */
    async ages(name: string, hours: number): Promise<void> {
      const [row] = await database().query<{ manifest: string }>(
        `SELECT obj_description('${name}'::regnamespace) AS manifest`,
      );
      const manifest = JSON.parse(row!.manifest) as { at: string };
      const at = new Date(Date.parse(manifest.at) - hours * 3_600_000).toISOString();
      const comment = JSON.stringify({ ...manifest, at }).replaceAll("'", "''");
      await database().query(`COMMENT ON SCHEMA ${name} IS '${comment}'`);
    },
    schemas: async (): Promise<string[]> =>
      (
        await database().query<{ name: string }>(
          `SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'trash%' ORDER BY 1`,
        )
      ).map(({ name }) => name),
  };
}
