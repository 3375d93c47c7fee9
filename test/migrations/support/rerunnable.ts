import { migration } from './migration.factory';

/** Without a transaction each statement commits by itself, so a migration that was interrupted runs again from its start. */
export const RERUNNABLE = [
  migration(1, ['CREATE TABLE IF NOT EXISTS runs (value int)']),
  migration(2, ['INSERT INTO runs SELECT 1 WHERE NOT EXISTS (SELECT FROM runs)']),
  migration(3, ['CREATE TABLE IF NOT EXISTS last (id int)']),
];
