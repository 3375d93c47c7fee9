import * as fc from 'fast-check';
import { EntitySchema } from 'typeorm';
import type { Entity } from '../../../corpus/entity-set';
import { quoteIdentifier } from '../../../../src/database-lifecycle/sql/identifier';
import { OLD_TYPES } from './column.types';
import { entityModel, viewModel, type EntityModel, type ViewModel } from './entity.model';
import { fateSql, mayBeRefused, viewFateSql } from './entity.fates';
import { entityOptions, printEntity, type Options } from './entity.schemas';
import { makeTable, oldTable, OLD_SCHEMAS, type MadeTable, type OldTable } from './old-table';
import { makeThings, oldThing, type OldThing } from './old-thing';
import { printView, viewEntity, viewOptions } from './view.entity';

interface WorldModel {
  readonly tables: readonly OldTable[];
  readonly things: readonly OldThing[];
  readonly entities: readonly EntityModel[];
  readonly views: readonly ViewModel[];
  readonly guest: boolean;
}

/** A role that may create, and that sees only what it is granted. Unquoted it is the same. */
export const GUEST = `faults_guest_${process.env.JEST_WORKER_ID ?? 0}_${process.pid}`;

/** A database as somebody has made it, and the entities of an app that comes to it. */
export class World {
  /** Makes all that was there before, by somebody who is a superuser. */
  readonly sql: readonly string[];
  /** Whether the app may be refused: something stands in its way. Without that it has to succeed. */
  readonly mayBeRefused: boolean;
  /** Whether the app's role is the guest, not the superuser. */
  readonly guest: boolean;
  private readonly tables: readonly Options[];
  private readonly views: readonly ReturnType<typeof viewOptions>[];

  constructor({ tables, things, entities, views, guest }: WorldModel) {
    this.guest = guest;
    this.mayBeRefused = mayBeRefused(entities, views, guest);
    const made: MadeTable[] = [];
    for (const [position, table] of tables.entries()) made.push(makeTable(table, position, made));
    this.tables = entities.map((entity, position) => entityOptions(entity, position, entities.length));
    // A guest may count only what it sees, and so has no view that counts at once.
    const fitting = guest ? views.map((view) => ({ ...view, materialized: false })) : views;
    this.views = fitting.map((view, position) => viewOptions(view, position, this.tables));
    const statements = [
      ...OLD_SCHEMAS.filter((name) => name !== 'public').map((name) => `CREATE SCHEMA ${quoteIdentifier(name)}`),
      ...OLD_SCHEMAS.map((name) => `GRANT ALL ON SCHEMA ${quoteIdentifier(name)} TO ${GUEST}`),
      ...OLD_TYPES,
      ...made.flatMap(({ sql }) => sql),
      ...makeThings(things, made),
      ...entities.flatMap((entity, position) => fateSql(entity, position, GUEST)),
      ...fitting.flatMap((view, position) => viewFateSql(view, position, GUEST)),
    ];
    // Two entities may need the same schema or type.
    this.sql = [...new Set(statements)];
  }

  get entities(): Entity[] {
    return [...this.tables.map((options) => new EntitySchema(options)), ...this.views.map(viewEntity)];
  }

  /** What a person needs to see the same. */
  [fc.toStringMethod](): string {
    return [
      '',
      `-- What was there before, made by a superuser in an empty database. First: CREATE ROLE ${GUEST} LOGIN;`,
      ...this.sql.map((statement) => `${statement};`),
      `// Then these entities, by ${this.guest ? `the role ${GUEST}, which may create schemas in this database` : 'the same superuser'}:`,
      `[\n  ${[...this.tables.map(printEntity), ...this.views.map(printView)].join(',\n  ')},\n]`,
      '',
    ].join('\n');
  }
}

/** @param guests whether the app may be the guest */
export const worlds = ({ guests }: { guests: boolean }): fc.Arbitrary<World> =>
  fc
    .record<WorldModel>({
      tables: fc.array(oldTable, { maxLength: 4 }),
      things: fc.array(oldThing, { maxLength: 5 }),
      entities: fc.array(entityModel, { minLength: 1, maxLength: 4 }),
      views: fc.array(viewModel, { maxLength: 2 }),
      guest: guests ? fc.boolean() : fc.constant(false),
    })
    .map((model) => new World(model));
