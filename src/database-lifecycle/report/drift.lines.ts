import { differenceLine, differenceLines } from '../drift/difference.lines';
import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { DriftReport } from '../interfaces/drift-report.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteLiteral, quotePath, shortNames } from '../sql/identifier';
import { entitiesAheadRemedies } from './entities-ahead.lines';
import { count, milliseconds } from './units';

const indented = (lines: readonly string[]): string[] => lines.map((line) => `   ${line}`);
const named = (differences: readonly CatalogDifference[]): string[] => indented(differences.map(differenceLine));
const withSql = (differences: readonly CatalogDifference[]): string[] => indented(differences.flatMap(differenceLines));
const differ = ({ length }: readonly unknown[]): string => count(length, 'difference');

const entitiesAhead = ({ entitiesAheadOfMigrations: differences }: DriftReport): string[] =>
  differences.length === 0
    ? []
    : [
        `📝 The entities are ahead of the migrations, ${differ(differences)}:`,
        ...named(differences),
        ...entitiesAheadRemedies(differences),
      ];

const migrationsAhead = ({ migrationsAheadOfDatabase: pending }: DriftReport): string[] =>
  pending.length === 0
    ? []
    : [
        `⏳ The migrations are ahead of the database, ${count(pending.length, 'migration')} pending:`,
        ...indented(pending),
        '  -> npm run migration:run',
      ];

function databaseAhead(report: DriftReport, record: NamedObject): string[] {
  const { databaseAheadOfCode: newer, goneFromCode: gone, changed } = report;
  if (newer.length + gone.length === 0) return [];
  const { differences } = changed;
  return [
    ...(newer.length > 0
      ? [
          `⏩ The database is ahead of this code, as a newer version was deployed; fine for a rolling deploy. It has run:`,
          ...indented(newer),
        ]
      : []),
    ...(gone.length > 0
      ? [
          `🗑️ The database has run older migrations than this code's newest that are not in it: deleted, renamed or squashed here, or merged late into a newer version:`,
          ...indented(gone),
        ]
      : []),
    ...(differences.length > 0
      ? [
          `   ${differ(differences)} from what this code's migrations make, which those may have made, too, so that no hand is blamed:`,
          ...named(differences),
        ]
      : []),
    '  -> Look with the version that has them.',
    ...(gone.length > 0
      ? [
          `  -> Were the older ones taken out for good, their records may go: DELETE FROM ${quotePath(record)} WHERE "name" IN (${gone.map(quoteLiteral).join(', ')});`,
        ]
      : []),
  ];
}

function changedByHand({ changed: { by, differences } }: DriftReport): string[] {
  if (by !== 'hand' || differences.length === 0) return [];
  return [
    `🔧 Changed by hand, ${differ(differences)} from what the migrations make that this database has run:`,
    ...withSql(differences),
    '  -> Undo it by the statements, where there are any, or make it what all get: npm run migration:create -- <Name>',
  ];
}

function fromEntities(
  { fromEntities: { relations, differences }, migrations, migrationsAheadOfDatabase: pending }: DriftReport,
  schema: string,
): string[] {
  if (migrations === 0)
    return differences.length === 0
      ? []
      : [
          `📝 The database is not what the entities ask for, ${differ(differences)}:`,
          ...withSql(differences),
          '  -> Missing tables: npm run db:init; for all else write a migration: npm run migration:generate -- <Name>',
        ];
  if (relations.length === 0) return [];
  const what = `Made from the entities, without a migration: ${shortNames(relations, schema)}`;
  if (differences.length === 0) {
    const remedy = '  -> Does a pending migration make them, record it as run: npm run migration:stamp -- --all';
    return [`🆕 ${what}. They are what the entities ask for.`, ...(pending.length > 0 ? [remedy] : [])];
  }
  return [`🆕 ${what}. ${differ(differences)} from what the entities ask for by now:`, ...withSql(differences)];
}

/**
 * @param schema the default one, which is left out of names
 * @param record the table in which TypeORM records what has run
 */
export function driftLines(report: DriftReport, schema: string, record: NamedObject): string[] {
  const { agree, migrations, others, durationMs } = report;
  const apart = others.length > 0 ? [`   Not this app's, and left out: ${shortNames(others, schema)}`] : [];
  if (agree && report.fromEntities.relations.length === 0)
    return [
      `✅ The entities, ${count(migrations, 'migration')} and the database agree (${milliseconds(durationMs)}).`,
      ...apart,
    ];
  return [
    ...(agree ? [`✅ The database is what the entities ask for (${milliseconds(durationMs)}).`] : []),
    ...entitiesAhead(report),
    ...migrationsAhead(report),
    ...databaseAhead(report, record),
    ...changedByHand(report),
    ...fromEntities(report, schema),
    ...apart,
  ];
}
