/**
 * node -r ../scripts/register.js start.process.js <url> <tables> [<package>]
 *
 * A Nest app with so many tables, with the module of that package or without one, from nothing to listening; prints what it
 * took, in milliseconds, as JSON.
 */
// As Node has it for an app: with them each file that is loaded takes longer.
process.setSourceMapsEnabled(false);
const began = performance.now();
require('reflect-metadata');
const { Module } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { TypeOrmModule } = require('@nestjs/typeorm');
// TypeORM loads it as it connects, so that it is none of the module's import; the bench has a copy of its own.
require(require.resolve('pg', { paths: [require.resolve('typeorm')] }));

const { typeormEntities } = require('./contestants/typeorm.entities.ts');
const { benchModel } = require('./model.ts');

const [, , url, tables, modulePackage] = process.argv;

async function main() {
  let importing = 0;
  let hook = 0;
  const imports = [];
  if (modulePackage) {
    const start = performance.now();
    const { DatabaseLifecycleModule, DatabaseLifecycleService } = require(modulePackage);
    importing = performance.now() - start;
    const { ready } = DatabaseLifecycleService.prototype;
    DatabaseLifecycleService.prototype.ready = async function timed() {
      const bootstrap = performance.now();
      await ready.call(this);
      hook = performance.now() - bootstrap;
    };
    imports.push(DatabaseLifecycleModule.forRoot({ environment: 'development' }));
  }
  const database = TypeOrmModule.forRoot({
    type: 'postgres',
    url,
    entities: typeormEntities(benchModel(Number(tables))),
    installExtensions: false,
    uuidExtension: 'pgcrypto',
  });
  const AppModule = class {};
  Module({ imports: [database, ...imports] })(AppModule);
  const app = await NestFactory.create(AppModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  const listening = performance.now() - began;
  await app.close();
  process.stdout.write(JSON.stringify({ listening, importing, hook }));
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
