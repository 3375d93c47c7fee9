import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DataSource, MigrationInterface } from 'typeorm';
import { reasonOf } from '../../errors/unloadable-file.error';
import { unseenRemedies } from '../../errors/unseen.remedy';
import { shownPath } from '../../report/shown.path';
import { migrationGlobs } from '../migration.globs';
import { classTimestamp, migrationNames, nameOf } from '../migration.name';

const SOURCE = /(?<!\.d)\.[cm]?[jt]s$/;
const FILE_TIMESTAMP = /^\d+/;

/** A file that does not load; says which, as its own error often does not. */
export class MigrationFileError extends Error {}

type Constructor = new () => Partial<MigrationInterface>;

/** Whether it is a class; helper functions that a file also exports are not called. */
const isClass = (value: unknown): value is Constructor =>
  typeof value === 'function' &&
  (typeof (value.prototype as Partial<MigrationInterface> | undefined)?.up === 'function' ||
    Function.prototype.toString.call(value).startsWith('class'));

/** Whether it is a plain object, e.g. a module's exports; the properties of class instances are not searched. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The classes that TypeORM would find: what a file exports, also in lists and objects. */
function classesIn(exported: unknown, seen = new Set<unknown>()): Constructor[] {
  if (seen.has(exported)) return [];
  seen.add(exported);
  if (isClass(exported)) return [exported];
  if (!Array.isArray(exported) && !isPlain(exported)) return [];
  return Object.values(exported).flatMap((value: unknown) => classesIn(value, seen));
}

/**
 * An instance, since the recorded name may be a property of it. A class that can not be made without arguments is no
 * migration.
 */
function migrationOf(found: Constructor): MigrationInterface[] {
  try {
    const made = new found();
    return typeof made.up === 'function' ? [made as MigrationInterface] : [];
  } catch {
    return [];
  }
}

/**
 * The migrations that a file holds.
 * @throws MigrationFileError
 */
export function loadMigrationFile(directory: string, file: string): MigrationInterface[] {
  try {
    return classesIn(require(join(directory, file))).flatMap(migrationOf);
  } catch (error) {
    throw new MigrationFileError(`${shownPath(join(directory, file))} does not load: ${reasonOf(error as Error)}`, {
      cause: error,
    });
  }
}

interface Known {
  readonly names: ReadonlySet<string>;
  readonly globs: readonly string[];
}

const knownTo = (dataSource: DataSource): Known => ({
  names: new Set(migrationNames(dataSource)),
  globs: migrationGlobs(dataSource),
});

/** @param shown the path, for the reader */
function fileFaults(shown: string, names: readonly string[], known: Known): string[] {
  if (names.length === 0) return [`${shown} exports no migration: expected a class with up() and down().`];
  const [timestamp] = FILE_TIMESTAMP.exec(basename(shown)) ?? [];
  // Of several it names one.
  const isInPlace = timestamp === undefined || names.some((name) => classTimestamp(name) === Number(timestamp));
  return names.flatMap((name) => {
    if (!known.names.has(name)) {
      const unseen = `${shown} holds ${name}, which the DataSource's option migrations does not find.`;
      return [[unseen, ...unseenRemedies(known.globs)].join('\n  -> ')];
    }
    return isInPlace
      ? []
      : [
          `${shown} holds ${name}, which runs at another place than the file's name says. Rename the file: the database knows the migration by its own name.`,
        ];
  });
}

/** Before the first migration there may be no directory either. */
async function filesIn(directory: string): Promise<string[]> {
  const files = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return files.filter((file) => SOURCE.test(file)).toSorted();
}

/**
 * What is wrong with the files of the migrations' directory.
 * @throws MigrationFileError for one that does not load
 */
export async function checkFiles(directory: string, dataSource: DataSource): Promise<string[]> {
  const known = knownTo(dataSource);
  return (await filesIn(directory)).flatMap((file) =>
    fileFaults(shownPath(join(directory, file)), loadMigrationFile(directory, file).map(nameOf), known),
  );
}

/**
 * The directory's migrations that the DataSource does not have. A file that does not load here, e.g. as it imports by
 * paths of the app's tsconfig.json, may be loaded by the DataSource compiled: it counts by the digits of its name.
 * @throws MigrationFileError for one that neither loads nor is known
 */
export async function unseenMigrations(directory: string, dataSource: DataSource): Promise<string[]> {
  const { names } = knownTo(dataSource);
  const timestamps = new Set([...names].map(classTimestamp));
  const namesIn = (file: string): string[] => {
    try {
      return loadMigrationFile(directory, file).map(nameOf);
    } catch (error) {
      if (timestamps.has(Number.parseInt(file, 10))) return [];
      throw error;
    }
  };
  return (await filesIn(directory))
    .flatMap(namesIn)
    .filter((name) => !names.has(name) && !Number.isNaN(classTimestamp(name)));
}

/**
 * An error that names the file, if one of the directory fails to load with the same message; else the error as it is.
 * TypeORM loads all files of a glob while it connects, and does not say which one failed.
 */
export async function nameBrokenFile(directory: string | undefined, error: unknown): Promise<unknown> {
  for (const file of directory ? await filesIn(directory).catch(() => []) : []) {
    try {
      loadMigrationFile(directory!, file);
    } catch (failure) {
      const { cause } = failure as { cause?: unknown };
      if ((cause as Error).message === (error as Error).message) return failure;
    }
  }
  return error;
}
