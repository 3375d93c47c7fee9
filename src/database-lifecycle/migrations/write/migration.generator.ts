import { GenerationRefusedError, MigrationGenerationError } from '../../errors/generation.error';
import { LifecycleConfigurationError } from '../../errors/lifecycle-configuration.error';
import { draftMigration } from '../../generate/migration.drafter';
import { parseRenames } from '../../generate/rename.parser';
import type {
  DraftInput,
  MigrationDraft,
  MigrationDrop,
  MigrationLoss,
  Rename,
  RenameQuestion,
} from '../../interfaces/migration-draft.interface';
import type { MigrationFile } from '../../interfaces/migration-report.interface';
import type { LifecycleTarget } from '../../lifecycle.target';
import { shownPath } from '../../report/shown.path';
import { withShadows, type LendShadow } from '../../shadow/shadow.database';
import type { ShadowServerProvider } from '../../shadow/shadow.provider';
import { MigrationFileError, unseenMigrations } from '../check/file.checker';
import { momentDefaults } from '../entity.key';
import { migrationGlobs } from '../migration.globs';
import { readDraftInput } from './draft.input';
import { proveGenerated } from './generated.proof';
import type { MigrationBody } from './migration.template';
import { nameMigrations, removeWritten, writeMigrations, type NamedBody } from './migration.writer';

export interface GenerateOptions {
  /** In PascalCase, e.g. `AddVaccinations`. */
  readonly name: string;
  readonly directory: string;
  /** `table.old:new`, comma-separated; false when nothing was renamed. Default: what may be a rename is asked. */
  readonly renames?: string | false;
  /** Answers what may be a rename, or throws. */
  answer(questions: readonly RenameQuestion[]): Promise<readonly Rename[]>;
  /** Called with what would be lost before anything is written; throws unless it is agreed to. */
  agree(losses: readonly MigrationLoss[]): void;
  /** Writes no file, and proves nothing. */
  readonly dryRun?: boolean;
  readonly shadowServer?: ShadowServerProvider;
  /** Told what goes on. */
  onStep?(step: string): void;
}

export interface GeneratedMigration extends MigrationBody {
  /** Of its class. */
  readonly name: string;
  /** Name of its class and its path; null after a dry run. */
  readonly written: MigrationFile | null;
}

export interface Generation {
  /** In the order in which they run; none when nothing has changed. */
  readonly migrations: readonly GeneratedMigration[];
  readonly losses: readonly MigrationLoss[];
  readonly drops: readonly MigrationDrop[];
}

async function decided(target: LifecycleTarget, input: DraftInput, options: GenerateOptions): Promise<MigrationDraft> {
  const { renames } = options;
  if (renames !== undefined) {
    const scope = { ...input, schema: target.journal.schema };
    return draftMigration({ ...input, renames: renames === false ? [] : parseRenames(renames, scope) });
  }
  const draft = draftMigration(input);
  if (draft.questions.length === 0) return draft;
  return draftMigration({ ...input, renames: await options.answer(draft.questions) });
}

const bodies = (name: string, { parts }: MigrationDraft): NamedBody[] =>
  parts.map(({ suffix, ...body }) => ({ ...body, name: parts.length === 1 ? name : `${name}${suffix}` }));

/**
 * Refuses migrations that the DataSource does not find: they would be written again, and proven, as no shadow has them.
 */
async function refuseUnseen({ dataSource }: LifecycleTarget, directory: string): Promise<void> {
  const unseen = await unseenMigrations(directory, dataSource).catch((error: unknown) => {
    throw error instanceof MigrationFileError ? MigrationGenerationError.existing(error) : error;
  });
  if (unseen.length > 0)
    throw LifecycleConfigurationError.unseenMigrations(unseen, shownPath(directory), migrationGlobs(dataSource));
}

/** They would be written with the time at which a shadow was made, and again with another one the next time. */
async function refuseMoments(target: LifecycleTarget): Promise<void> {
  const moments = await momentDefaults(target);
  if (moments.length > 0)
    throw GenerationRefusedError.unsafe(
      moments.map(({ relation = '', message }) => ({ path: relation, message, remedies: [] })),
    );
}

async function generate(target: LifecycleTarget, lend: LendShadow, options: GenerateOptions): Promise<Generation> {
  options.onStep?.('Comparing what the entities make with what the migrations make');
  const input = await readDraftInput(target, lend);
  const draft = await decided(target, input, options);
  if (draft.refusals.length > 0) throw GenerationRefusedError.unsafe(draft.refusals);
  const { losses, drops } = draft;
  const drafted = bodies(options.name, draft);
  if (options.dryRun || drafted.length === 0) {
    const named = nameMigrations(target.dataSource, options.directory, drafted);
    return {
      losses,
      drops,
      migrations: drafted.map((body, index) => ({ ...body, name: named[index]!.name, written: null })),
    };
  }
  if (losses.length > 0) options.agree(losses);
  const written = await writeMigrations(target.dataSource, options.directory, drafted);
  try {
    options.onStep?.('Running it up, down and up again');
    await proveGenerated(target, lend, written, draft, input);
  } catch (error) {
    await removeWritten(written);
    throw error;
  }
  return {
    losses,
    drops,
    migrations: drafted.map((body, index) => ({ ...body, name: written[index]!.name, written: written[index]! })),
  };
}

/**
 * Writes and proves the migrations from what the present ones make to what the entities ask for. Both sides are made in
 * shadow databases; the connected database is not looked at. Several files where one transaction can't hold all: see
 * interfaces/migration-draft.interface.ts.
 * @throws GenerationRefusedError, MigrationGenerationError, LifecycleConfigurationError, UsageError,
 *   ShadowRefusedError; no file is left then
 */
export async function generateMigration(target: LifecycleTarget, options: GenerateOptions): Promise<Generation> {
  await refuseUnseen(target, options.directory);
  await refuseMoments(target);
  return withShadows(target, (lend) => generate(target, lend, options), options.shadowServer);
}
