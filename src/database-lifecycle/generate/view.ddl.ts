import type { CatalogView } from '../interfaces/catalog-snapshot.interface';
import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import { commentOn } from '../sql/ddl.text';
import { quotePath } from '../sql/identifier';
import { joinLines } from '../sql/sql.layout';
import { query } from './ddl.text';
import { tokensOf } from '../sql/sql.mentions';

const keyword = ({ kind }: CatalogView): string => kind.toUpperCase();

/** Without the semicolon at its end. */
const body = ({ definition }: CatalogView): string => joinLines(definition, tokensOf(definition)).replace(/;$/, '');

export const commentOnView = (view: CatalogView): MigrationQuery =>
  query(commentOn(`${keyword(view)} ${quotePath(view)}`, view.comment));

export const createView = (view: CatalogView): MigrationQuery[] => [
  query(`CREATE ${keyword(view)} ${quotePath(view)} AS ${body(view)}`),
];

export const dropView = (view: CatalogView): MigrationQuery => query(`DROP ${keyword(view)} ${quotePath(view)}`);

export const replaceView = (view: CatalogView): MigrationQuery =>
  query(`CREATE OR REPLACE VIEW ${quotePath(view)} AS ${body(view)}`);
