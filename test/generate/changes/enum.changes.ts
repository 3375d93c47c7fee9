import { add, alter, change, relabel, without, type Change } from '../change';
import type { Model } from '../model';

/** The enum `medium` of one schema, in each table that uses it. */
function relabelMedium(model: Model, schema: string, make: (labels: string[]) => string[]): void {
  for (const [entity, table] of Object.entries(model.tables)) {
    const columns = (table.schema ?? 'public') === schema ? Object.entries(table.columns) : [];
    for (const [property, { enumName }] of columns) if (enumName === 'medium') relabel(model, entity, property, make);
  }
}

const first =
  (label: string) =>
  (labels: string[]): string[] => [label, ...without(label)(labels)];

export const enumChanges: readonly Change[] = [
  change('add a label at the end', (model) => relabel(model, 'Author', 'mood', (labels) => [...labels, `it's odd`])),
  change('add a label at the start', (model) => relabel(model, 'Author', 'moods', (labels) => ['top', ...labels])),
  change('add a label between, and make it the default', (model) => {
    relabel(model, 'Author', 'mood', (labels) =>
      labels.flatMap((label) => (label === 'grim' ? ['wry', label] : [label])),
    );
    alter(model, 'Author', 'mood', { default: 'wry' });
  }),
  change('add a label to a shared enum', (model) => relabelMedium(model, 'public', (labels) => [...labels, 'chip'])),
  change('add two labels', (model) => relabel(model, 'Copy', 'state', (labels) => ['ordered', ...labels, 'sold'])),
  change('remove a label of a column with a default', (model) => relabel(model, 'Author', 'mood', without('grim')), {
    unlabels: ['public.author.mood'],
  }),
  change('remove a label of an array', (model) => relabel(model, 'Author', 'moods', without('down')), {
    unlabels: ['public.author.moods'],
  }),
  change('remove a label of a shared enum', (model) => relabelMedium(model, 'public', without('film')), {
    unlabels: ['public.book.medium'],
  }),
  change('remove a label of another schema', (model) => relabelMedium(model, 'depot', without('film')), {
    unlabels: ['depot.copy.medium'],
  }),
  change('reorder labels', (model) => relabel(model, 'Copy', 'state', first('lost'))),
  change('reorder labels under a view', (model) => relabel(model, 'Author', 'mood', first('merry'))),
  change(
    'replace a label',
    (model) => relabel(model, 'Note', 'mark', (labels) => labels.map((label) => (label === 'green' ? 'blue' : label))),
    { unlabels: ['public.note.mark'] },
  ),
  change('rename an enum', (model) => alter(model, 'Author', 'moods', { enumName: 'author_ups' })),
  change('add a column of an enum that is there', (model) => {
    const { enum: labels } = model.tables.Copy!.columns.medium!;
    add(model, 'Copy', 'second', { type: 'enum', enum: labels, enumName: 'medium', nullable: true });
  }),
];
