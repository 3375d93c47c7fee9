import { describeHolder } from '../errors/lifecycle-lock.error';
import type { LifecycleEnvironment } from '../interfaces/environment.interface';
import type { CreationReport, SeedingReport } from '../interfaces/lifecycle-report.interface';
import type { LockHolder } from '../interfaces/lock-holder.interface';
import type { ReadinessReason } from '../interfaces/readiness.interface';
import { pathOf, quoteIdentifier, quotePath, shortNames } from '../sql/identifier';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { count, milliseconds, records } from './units';

export const newTables = (paths: readonly string[], schema: string): string =>
  `🆕 New tables to create: ${shortNames(paths, schema)}`;

export const allExist = (tables: number): string =>
  tables === 1 ? 'The one table exists, nothing to create' : `All ${count(tables, 'table')} exist, nothing to create`;

export function created({ created, existing, durationMs }: CreationReport): string {
  if (created.length === 0) return `✅ ${allExist(existing)} (${milliseconds(durationMs)})`;
  const rest = existing > 0 ? `; the ${existing} that existed ${existing === 1 ? 'was' : 'were'} left as found` : '';
  return `✅ Created ${count(created.length, 'table')} in ${milliseconds(durationMs)}${rest}`;
}

export const waiting = (holders: readonly LockHolder[]): string =>
  `⏳ Another process is at work on this database, waiting for it: ${holders.map(describeHolder).join('; ') || 'it has just ended'}`;

export const seeded = ({ key, outcome, rows, why }: SeedingReport): string =>
  outcome === 'seeded' ? `🌱 Seeded ${key}: ${records(rows)}` : `Seeder ${key} not run: ${why}`;

/** A call that a seeder did not await, and that it began too late to make its run fail. */
export const goesOn = (key: string): string =>
  `Seeder ${key} goes on after its run() has returned: what it still writes is not sent. Await every call in it (forEach() awaits none: use for ... of, or Promise.all()), then fill its tables anew: npm run db:seed -- --only ${key} --fresh`;

export const unknownEnvironment = (name: string): string =>
  `Environment "${name}" is none of development, test and production, so it is treated like production: no table is created`;

/** An environment in which a start creates nothing; also why, if that is due to the option `autoCreate`. */
export const whereNothingIsCreated = ({ name, policy }: LifecycleEnvironment): string =>
  policy === 'auto-create' ? `${name} with autoCreate: false` : name;

export const nothingCreatedHere = (place: string): string =>
  `Environment ${place}: all tables exist; here tables come from migrations only`;

/** The command that brings missing tables where they come from migrations; with none pending one has to be written. */
export const migrationRemedy = (pending: readonly string[]): string =>
  pending.length > 0 ? 'npm run migration:run' : 'npm run migration:generate -- <Name>, in development';

export const missingHere = (place: string, missing: readonly string[], pending: readonly string[]): string =>
  `⚠️ Missing tables: ${missing.join(', ')}. In environment ${place} none is created by itself${pending.length > 0 ? '; create them' : ', and no migration is pending; write one'}: ${migrationRemedy(pending)}`;

export const pendingHere = (place: string, pending: readonly string[]): string =>
  `⚠️ Pending migrations: ${pending.join(', ')}. In environment ${place} none is run by itself; run them: npm run migration:run`;

export const hiddenRecord = (record: NamedObject, role: string): string =>
  `Role ${role} may not read ${pathOf(record)}, the record of migrations, so all count as pending. As its owner: GRANT SELECT ON ${quotePath(record)} TO ${quoteIdentifier(role)}; Where a policy hides rows of it, this tells what helps: npm run migration:show`;

export const notReady = (reasons: readonly ReadinessReason[]): string => `⚠️ Not ready: ${reasons.join(', ')}`;

export const unreachable = (why: string): string => `⚠️ Not ready: unreachable, the database does not answer: ${why}`;

export const readyNow = '✅ Ready: the database has all that this code needs';
