import { ExitCode } from '../../errors/database-lifecycle.error';
import { schemaDiagram } from '../../metadata/schema.diagram';
import { diagramLines } from '../../report/diagram.lines';
import type { CommandRun } from '../cli.command';

export const dbDiagram: CommandRun<'db:diagram'> = async ({ lifecycle: { target } }) => {
  const { dataSource, model, journal } = target;
  const diagram = schemaDiagram(dataSource, model);
  return { json: diagram, text: diagramLines(diagram, journal.schema), exitCode: ExitCode.ok };
};
