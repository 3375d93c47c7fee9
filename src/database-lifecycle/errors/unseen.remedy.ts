/**
 * What helps where the DataSource does not have migrations that are in their directory.
 * @param globs of the option `migrations`
 */
export const unseenRemedies = (globs: readonly string[]): string[] => [
  ...(globs.length > 0
    ? [`The option names ${globs.join(', ')}; are these compiled files, build first: npx nest build`]
    : []),
  "Name them in the DataSource's option, as classes or as files: migrations: [__dirname + '/migrations/*.{js,ts}']",
];
