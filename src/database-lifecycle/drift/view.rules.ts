import { mentions } from '../sql/sql.mentions';
import type { CatalogView } from '../interfaces/catalog-snapshot.interface';
import { dependencyGroups } from '../ordering/dependency-groups';

/** Those that others are selected from come first. */
export const inMakingOrder = <View extends CatalogView>(views: readonly View[]): View[] =>
  dependencyGroups(views, (view) => views.filter((other) => other !== view && mentions(view.definition, other))).flat();

/**
 * A view is replaced in place, with its privileges and what depends on it, when it only gains columns at its end
 * (https://www.postgresql.org/docs/current/sql-createview.html); a materialized view is computed anew.
 */
export const isReplaceable = (from: CatalogView, to: CatalogView): boolean =>
  from.kind === 'view' && to.kind === 'view' && from.columns.every((column, index) => column === to.columns[index]);
