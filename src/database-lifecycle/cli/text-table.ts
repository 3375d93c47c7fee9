import Table from 'cli-table3';

const CORNERS = ['top-left', 'top-right', 'bottom-left', 'bottom-right', 'left-mid', 'mid-mid', 'right-mid'];
const EDGES = ['top', 'top-mid', 'bottom', 'bottom-mid', 'left', 'mid', 'right', 'middle'];

/** Cells in columns, without lines, so that it can be cut and searched. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const table = new Table({
    chars: Object.fromEntries([...EDGES, ...CORNERS].map((part) => [part, ''])),
    style: { 'padding-left': 2, 'padding-right': 0, head: [], border: [] },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}
