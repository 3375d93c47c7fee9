import { GenerationRefusedError } from '../errors/generation.error';
import { shellWord } from '../errors/shell.word';
import { renameText } from '../generate/rename.parser';
import type { Rename, RenameQuestion } from '../interfaces/migration-draft.interface';
import type { Terminal } from './terminal';

const YES = /^y(es)?$/i;

const words = (rename: Rename, schema: string): string => renameText(rename, schema).replace(':', ' -> ');

/**
 * Asks a person, one after the other, what was renamed.
 * @param command what was called, to be called again with the answer
 * @throws GenerationRefusedError when there is nobody to ask, or the question is left
 */
export async function askRenames(
  terminal: Terminal,
  questions: readonly RenameQuestion[],
  schema: string,
  command: string,
): Promise<Rename[]> {
  const refused = (): GenerationRefusedError => {
    const firsts = questions.map(({ renames }) => renameText(renames[0]!, schema));
    return GenerationRefusedError.renameOrNot(
      questions.flatMap(({ renames }) => renames.map((rename) => words(rename, schema))),
      `${command} --rename ${shellWord(firsts.join(','))}`,
      `${command} --no-rename --allow-data-loss`,
    );
  };
  if (!terminal.interactive) throw refused();
  const answers: Rename[] = [];
  for (const { renames } of questions)
    for (const rename of renames) {
      const taken = answers.some(
        ({ schema: of, table, to }) => of === rename.schema && table === rename.table && to === rename.to,
      );
      if (taken) continue;
      const answer = await terminal.ask(`Was it renamed, ${words(rename, schema)}? [y/N] `);
      if (answer === null) throw refused();
      if (!YES.test(answer.trim())) continue;
      answers.push(rename);
      break;
    }
  return answers;
}
