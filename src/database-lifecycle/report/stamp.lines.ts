import { stampWords } from '../errors/environment-stamp.error';
import type { EnvironmentStamp } from '../interfaces/journal.interface';

export const foreignStamp = (database: string, environment: string, stamp: EnvironmentStamp): string =>
  `⚠️ Database ${database} is stamped ${stampWords(stamp)}, and this runs as ${environment}. If it is ${environment}'s now: npm run db:environment -- ${environment}`;

export const stampedAnew = (environment: string, stamp: EnvironmentStamp): string =>
  `⚠️ This database was stamped ${stampWords(stamp)}; with its migrations it is stamped ${environment}. Was that not meant, stamp it again: npm run db:environment -- ${stamp.environment}`;

/** Behind the error that says why nothing is created. */
export const actingAs = (why: string, environment: string): string =>
  `⚠️ ${why}\nStarted all the same, as in environment ${environment}: no table is created, and nothing is seeded.`;
