/** TypeORM's own command line on ormconfig of the sources or of dist: node scripts/typeorm.js migration:show */
const { resolveModule } = require('./checkout');

process.argv.push('--dataSource', require.resolve(resolveModule('ormconfig')));
require('typeorm/cli.js');
