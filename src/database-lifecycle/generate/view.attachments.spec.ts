import { viewAttachments } from './view.attachments';

const view = (name: string, ...columns: string[]) => ({
  schema: 'public',
  name,
  kind: 'view' as const,
  definition: 'SELECT 1',
  columns,
  comment: null,
});

describe('what hung on a view', () => {
  const of = { schema: 'public', name: 'adults', column: null, inPlace: false };
  const attachments = viewAttachments([
    { ...of, sql: 'GRANT' },
    { ...of, sql: 'OPTIONS', inPlace: true },
    { ...of, sql: 'COMMENT', column: '"Age"' },
  ]);
  const again = (...args: Parameters<typeof view>): string[] =>
    attachments.again(view(...args)).map(({ query }) => query);

  it('comes back on that view, as far as its columns are there', () => {
    expect(again('adults', 'id integer', '"Age" integer')).toEqual(['GRANT', 'OPTIONS', 'COMMENT']);
    expect(again('adults', 'id integer', '"Age group" integer')).toEqual(['GRANT', 'OPTIONS']);
    expect(again('children', 'id integer', '"Age" integer')).toEqual([]);
    expect(attachments.inPlace(view('adults', '"Age" integer')).map(({ query }) => query)).toEqual(['OPTIONS']);
  });
});
