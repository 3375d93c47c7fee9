import type { ColumnType } from 'typeorm';
import { createMissingTables, planMissingTables } from '../../src/database-lifecycle';
import { entity, useTrapDatabase } from './support/trap-database';

const visits = (type: ColumnType, value: unknown) => entity('visits', { at: { type, default: value } });

describe('a default that is given as a text where a function is meant', () => {
  const trap = useTrapDatabase();

  it.each([
    ['timestamptz', 'now()', `default: () => 'now()'`],
    ['timestamp', 'now', `default: () => 'now()'`],
    ['date', 'Today', `default: () => 'current_date'`],
  ] as const)('of type %s, %p, is warned of: PostgreSQL reads it once, for all rows', async (type, value, meant) => {
    const dataSource = await trap.connect([visits(type, value)]);
    const { warnings, problems } = await planMissingTables(dataSource);
    expect(problems).toEqual([]);
    expect(warnings).toMatchObject([{ code: 'moment-default', relation: 'public.visits' }]);
    expect(warnings[0]!.message).toContain(`public.visits.at: its default is the text '${value}'`);
    expect(warnings[0]!.message).toContain(meant);
    await createMissingTables(dataSource);
    const [column] = await trap.query(`SELECT column_default FROM information_schema.columns WHERE column_name = 'at'`);
    expect(column!.column_default).toMatch(/^'20\d\d-/);
  });

  it.each([
    ['timestamptz', 'CURRENT_TIMESTAMP'],
    ['timestamp', 'CURRENT_TIMESTAMP(6)'],
    ['uuid', 'uuid_generate_v4()'],
    ['integer', `nextval(''seq'')`],
  ] as const)('of type %s, %p, is a problem, told before anything is made', async (type, value) => {
    const { problems, batches } = await planMissingTables(await trap.connect([visits(type, value)]));
    expect(problems).toMatchObject([{ code: 'text-default', relation: 'public.visits' }]);
    expect(problems[0]!.message).toMatch(/which is no .*\. A function is given so: default: \(\) => ['"][^'].*['"]$/);
    expect(batches).toEqual([]);
  });

  it.each([
    ['timestamptz', () => 'now()'],
    ['timestamptz', 'epoch'],
    ['date', '2020-01-01'],
    ['text', 'now()'],
    ['boolean', true],
  ] as const)('is not what it is taken for: of type %s, %p', async (type, value) => {
    const { warnings, problems } = await planMissingTables(await trap.connect([visits(type, value)]));
    expect({ warnings, problems }).toEqual({ warnings: [], problems: [] });
  });
});
