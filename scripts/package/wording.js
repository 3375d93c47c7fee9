/**
 * In the checkout a command is an npm script, and its options stand behind a `--`; where the module is installed it is the
 * program `db-lifecycle`, whatever scripts the app has. Messages and doc comments are put so when the module is packed.
 */
const SCRIPT = /npm run ((?:db|migration):[a-z]+|\$\{command\})(?: --(?= ))?/g;
const SHORT = /\b((?:db|migration):[a-z]+) -- /g;

const shortName = (command) => command.replace(/^db:/, '');

const asInstalled = (text) =>
  text
    .replaceAll('npm run db:stop', 'npx local-postgres stop')
    .replaceAll(SCRIPT, (_, command) => `npx db-lifecycle ${shortName(command)}`)
    .replaceAll(SHORT, (_, command) => `db-lifecycle ${shortName(command)} `);

module.exports = { asInstalled };
