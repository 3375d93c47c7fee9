import ts from 'typescript';
import { DatabaseLifecycleError, ExitCode } from '../../errors/database-lifecycle.error';

/** The app's TypeScript can not be asked what a source says. */
class CompilerError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.usage;

  constructor(version: string) {
    super(`TypeScript ${version} is installed, which has no API to read sources with; expected 5.3 to 6.`, [
      'Install one that has it; generators need no more than that: npm install --save-dev typescript@6',
      'Nothing was written.',
    ]);
  }
}

/** @throws CompilerError beside TypeScript 7, which is a program only */
export function refuseWithoutApi(): void {
  const { transpileModule, version } = ts as Partial<typeof ts>;
  if (!transpileModule) throw new CompilerError(version ?? '7');
}
