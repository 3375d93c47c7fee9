const VARIABLES: readonly (readonly [name: string, lines: string])[] = [
  [
    'ENVIRONMENT',
    `# Only development (the default) and test create missing tables by themselves; every other name is treated like production.
# ENVIRONMENT=development`,
  ],
  ['DATABASE_URL', '# DATABASE_URL=postgres://user:password@localhost:5432/database'],
];

/** Names the variables that a file such as .env.example does not name yet, commented out. */
export function editEnvironment(text: string): string {
  const lines = VARIABLES.filter(([name]) => !new RegExp(`^[#\\s]*${name}=`, 'm').test(text)).map(([, added]) => added);
  if (lines.length === 0) return text;
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return `${before}${before === '' ? '' : '\n'}${lines.join('\n\n')}\n`;
}
