import { change, tableOf, type Change } from '../../../generate/change';
import { changes } from '../../../generate/changes';
import { table, type Model, type TableModel } from '../../../generate/model';

const NUMBERS = [1, 2] as const;

const named = (number: number) => `Extra${number}`;

function addTable(model: Model, number: number, relations: TableModel['relations'], schema?: string): void {
  const entity = named(number);
  if (model.tables[entity]) throw new Error(`${entity} is there`);
  const { enum: labels } = tableOf(model, schema ? 'Copy' : 'Book').columns.medium!;
  model.tables[entity] = table({
    table: `extra_${number}`,
    schema,
    columns: {
      id: { key: 'increment' },
      name: { type: 'varchar', length: 20 },
      medium: { type: 'enum', enum: labels, enumName: 'medium', nullable: true },
      own: { type: 'enum', enum: ['a', 'b'], default: 'a' },
      shout: { type: 'text', asExpression: `upper({${entity}.name})`, generatedType: 'STORED', nullable: true },
    },
    relations,
    checks: { '#name': `length({${entity}.name}) > 0` },
    indexes: { '#name': { columns: ['name'] } },
  });
}

const toAuthor: TableModel['relations'] = { author: { kind: 'many-to-one', to: 'Author' } };
const toGenres: TableModel['relations'] = { genres: { kind: 'many-to-many', to: 'Genre' } };

/** What is done to an entity that is new, perhaps after a start has made its table already. */
const ofNew = (number: number): Change[] => [
  change(`new ${number}`, (model) => addTable(model, number, toAuthor)),
  change(`new ${number} with a junction`, (model) => addTable(model, number, toGenres)),
  change(`new ${number} in another schema`, (model) => addTable(model, number, {}, 'depot')),
  change(`a column for ${number}`, (model) => {
    tableOf(model, named(number)).columns.more = { type: 'int', nullable: true };
  }),
  change(`a NOT NULL column for ${number}`, (model) => {
    tableOf(model, named(number)).columns.needed = { type: 'varchar', length: 9 };
  }),
  change(`a longer column of ${number}`, (model) => {
    const { columns } = tableOf(model, named(number));
    columns.name = { ...columns.name!, length: 30 };
  }),
  change(`a label more for ${number}`, (model) => {
    const { columns } = tableOf(model, named(number));
    columns.own = { ...columns.own!, enum: ['a', 'b', 'c'], default: 'c' };
  }),
  change(`a relation of ${number}`, (model) => {
    tableOf(model, named(number)).relations.book = { kind: 'many-to-one', to: 'Book' };
  }),
  change(`a view on ${number}`, (model) => {
    tableOf(model, named(number));
    model.views[`${named(number)}View`] = {
      view: `extra_${number}_view`,
      expression: `SELECT {${named(number)}.id} AS "id", {${named(number)}.name} AS "name" FROM {${named(number)}}`,
      columns: ['id', 'name'],
      indexes: {},
    };
  }),
  change(`no ${number} any more`, (model) => {
    tableOf(model, named(number));
    delete model.tables[named(number)];
    delete model.views[`${named(number)}View`];
  }),
];

const NEW = NUMBERS.flatMap(ofNew);

/** All that somebody may do to the entities; those of new ones as often as all others together. */
export const EDITS: readonly Change[] = [
  ...changes.filter(({ refused }) => refused === undefined),
  ...Array.from({ length: Math.floor(changes.length / NEW.length) }, () => NEW).flat(),
];
