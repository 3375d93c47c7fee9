import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { DraftInput, DraftPart, MigrationDraft, MigrationQuery } from '../interfaces/migration-draft.interface';
import { fillClosures } from './closure.steps';
import { createdDdl } from './created.ddl';
import { dropsBetween } from './drop.rules';
import { withKept } from './kept.rules';
import { lossesBetween, refusalsBetween } from './loss.rules';
import { partAttachments } from './part.attachments';
import { planRecords } from './record.planner';
import { renameQuestions } from './rename.questions';
import { applyRenames } from './rename.planner';
import { withoutSchema } from './search-path.names';
import { buildStages } from './stage.builder';
import { transition } from './transition';
import { planTransition } from './transition.planner';
import { viewAttachments } from './view.attachments';

/** The parts after the renames: each is planned from its two states, and undone by the same plan in reverse. */
function stageParts(input: DraftInput, from: CatalogSnapshot, to: CatalogSnapshot): DraftPart[] {
  const { records, searchSchema } = input;
  const attachments = viewAttachments(input.attachments);
  const parts = partAttachments(input.partAttachments);
  const created = createdDdl(input.created);
  const none = createdDdl();
  let before = from;
  return buildStages(from, to).map(({ suffix, transaction, addsLabels, state }) => {
    const concurrently = transaction === 'none';
    const up = planTransition(transition(before, state, created, attachments, { concurrently, addsLabels, parts }));
    const down = planTransition(transition(state, before, none, attachments, { concurrently, parts }));
    before = state;
    if (suffix !== '' || !records) return { suffix, transaction, up, down };
    const { current, wanted } = records;
    return {
      suffix,
      transaction,
      up: [...up, ...planRecords(records, current, wanted, searchSchema)],
      down: [...down, ...planRecords(records, wanted, current, searchSchema)],
    };
  });
}

/**
 * Drafts the migrations that turn what the migrations make into what the entities make. Pure: asks neither a database
 * nor a person. The parts lose what `losses` says and drop what `drops` says, and nothing else.
 */
export function draftMigration(input: DraftInput): MigrationDraft {
  const { current, searchSchema } = input;
  const asked = withKept(input);
  const questions = input.renames ? [] : renameQuestions(current, asked);
  const renamed = applyRenames(current, asked, input.renames ?? [], viewAttachments(input.attachments));
  // Once more, as what is kept may belong to something that was renamed.
  const wanted = withKept({ ...input, current: renamed.whole });
  const losses = lossesBetween(renamed.state, wanted);
  const drops = dropsBetween(renamed.state, wanted);
  const refusals = refusalsBetween(renamed.state, wanted, input.properties);
  if (questions.length + refusals.length > 0) return { parts: [], losses, drops, refusals, questions, result: wanted };
  const brief = (queries: readonly MigrationQuery[]): MigrationQuery[] =>
    queries.map((one) => (searchSchema ? { ...one, query: withoutSchema(one.query, searchSchema) } : one));
  const stages = stageParts(input, renamed.state, wanted);
  const parts = [renamed.part, ...stages, fillClosures(renamed.state, wanted, input.closures)]
    .map((part) => ({ ...part, up: brief(part.up), down: brief(part.down) }))
    .filter(({ up, down }) => up.length + down.length > 0);
  return { parts, losses, drops, refusals, questions, result: wanted };
}
