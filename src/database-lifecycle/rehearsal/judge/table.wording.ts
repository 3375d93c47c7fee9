import type { LiveTable } from '../../interfaces/rehearsal.interface';
import { records, size } from '../../report/units';
import { shortNames } from '../../sql/identifier';
import type { LiveTables } from './table-size.rules';

/** How tables are called in findings. */
export interface TableWording {
  /** Its tables are named without it. */
  readonly defaultSchema: string;
  readonly live: LiveTables;
  /** Whether the sizes are those that matter, and not a development database's. */
  readonly representative: boolean;
}

export const namesOf = (paths: readonly string[], { defaultSchema }: TableWording): string =>
  shortNames(paths, defaultSchema);

const sizeOf = ({ rows, estimated, bytes }: LiveTable): string =>
  [...(rows === null ? [] : [records(rows, estimated)]), size(bytes)].join(', ');

/** `orders (≈ 2,000,000 records, 410 MB), customers` */
export const sized = (paths: readonly string[], wording: TableWording): string =>
  paths
    .map((path) => {
      const table = wording.live.tables.get(path);
      const name = namesOf([path], wording);
      if (!table) return name;
      return `${name} (${sizeOf(table)}${wording.representative ? '' : ' in this database'})`;
    })
    .join(', ');
