import type { SafeRewrite } from '../../../interfaces/rehearsal.interface';
import { normalForms } from '../normal.form';
import type { GrowingWork } from '../work.rules';
import { attachPartitionRule } from './attach-partition.rule';
import { checkRule } from './check.rule';
import { exclusionRule } from './exclusion.rule';
import { foreignKeyRule } from './foreign-key.rule';
import { generatedColumnRule } from './generated-column.rule';
import { indexRule } from './index.rule';
import { materializedViewRule } from './materialized-view.rule';
import { notNullRule } from './not-null.rule';
import { reindexRule } from './reindex.rule';
import { storageRule } from './storage.rule';
import { typeChangeRule } from './type-change.rule';
import { uniqueRule } from './unique.rule';
import { vacuumFullRule } from './vacuum-full.rule';
import { volatileDefaultRule } from './volatile-default.rule';
import type { RewriteRule } from './rewrite.rule';

const RULES: readonly RewriteRule[] = [
  indexRule,
  reindexRule,
  foreignKeyRule,
  checkRule,
  notNullRule,
  uniqueRule,
  exclusionRule,
  typeChangeRule,
  generatedColumnRule,
  volatileDefaultRule,
  vacuumFullRule,
  materializedViewRule,
  attachPartitionRule,
  storageRule,
];

/** The safe ways for what a statement does; none where it is not known how. */
export function safeRewrites(sql: string, work: GrowingWork): SafeRewrite[] {
  const statements = normalForms(sql);
  return RULES.filter(({ applies }) => statements.some((statement) => applies(statement, work))).map(
    ({ rule, steps, source }) => ({ rule, steps, source }),
  );
}
