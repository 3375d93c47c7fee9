/** Yearly numbers since 2024 (`2024.2`), and beside them previews that still count from 2 (`2.27`). */
const YUGABYTE = /-YB-(\d+)\.(\d+)/;

const isBefore = ([major, minor]: readonly number[], [otherMajor, otherMinor]: readonly number[]): boolean =>
  major! < otherMajor! || (major === otherMajor && minor! < otherMinor!);

/**
 * Why the advisory locks of a server are known to be no locks, though it grants them; undefined where nothing is known.
 * @param version what `version()` answers
 */
export function locklessBecause(version: string): string | undefined {
  if (version.startsWith('CockroachDB')) return 'CockroachDB grants the lock to everybody who asks';
  const yugabyte = YUGABYTE.exec(version)?.slice(1).map(Number);
  if (!yugabyte || !isBefore(yugabyte, yugabyte[0]! < 2024 ? [2, 27] : [2025, 1])) return undefined;
  return 'before 2025.1 YugabyteDB has none that hold across its nodes';
}
