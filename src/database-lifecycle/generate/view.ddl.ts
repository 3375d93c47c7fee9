import type { CatalogView } from '../interfaces/catalog-snapshot.interface';
import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import { quotePath } from '../sql/identifier';
import { commentOn, query } from './ddl.text';
import { tokensOf } from './sql.mentions';

const keyword = ({ kind }: CatalogView): string => kind.toUpperCase();

/** On one line, strings as they are. */
function body({ definition }: CatalogView): string {
  let position = 0;
  return tokensOf(definition)
    .filter(({ text }) => text !== ';')
    .map(({ start, end }) => {
      const gap = definition.slice(position, start).replace(/\s+/g, ' ');
      position = end;
      return gap + definition.slice(start, end);
    })
    .join('')
    .trim();
}

export const commentOnView = (view: CatalogView): MigrationQuery =>
  commentOn(`${keyword(view)} ${quotePath(view)}`, view.comment);

export const createView = (view: CatalogView): MigrationQuery[] => [
  query(`CREATE ${keyword(view)} ${quotePath(view)} AS ${body(view)}`),
];

export const dropView = (view: CatalogView): MigrationQuery => query(`DROP ${keyword(view)} ${quotePath(view)}`);

export const replaceView = (view: CatalogView): MigrationQuery =>
  query(`CREATE OR REPLACE VIEW ${quotePath(view)} AS ${body(view)}`);
