import { flattenDiagnosticMessageText, type Program, type SourceFile } from 'typescript';

/** What the compiler says of the options, and of those files that are asked for; types of the others are read only. */
export function typeFaults(program: Program, asks: (file: SourceFile) => boolean): string[] {
  const files = program.getSourceFiles().filter(asks);
  return [
    ...program.getOptionsDiagnostics(),
    ...files.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ].map(({ file, messageText }) => `${file?.fileName}: ${flattenDiagnosticMessageText(messageText, '\n')}`);
}
