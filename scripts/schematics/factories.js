/** Nest's CLI reaches a collection by the name of a package, and loads JavaScript: here it gets the sources as they are now. */
require('../register');

module.exports = require('../../src/database-lifecycle/schematics');
