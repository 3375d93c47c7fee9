import { join } from 'node:path';
import { createProgram, ModuleKind, ModuleResolutionKind, ScriptTarget, type CompilerOptions } from 'typescript';
import { typeFaults } from '../../support/type.faults';
import type { ConsumingApp } from './consuming.app';

/** Ways in which an app's tsconfig.json finds a package. */
export const RESOLUTIONS: Readonly<Record<string, CompilerOptions>> = {
  nodenext: { module: ModuleKind.NodeNext, moduleResolution: ModuleResolutionKind.NodeNext },
  bundler: { module: ModuleKind.ESNext, moduleResolution: ModuleResolutionKind.Bundler },
  node10: {
    module: ModuleKind.CommonJS,
    moduleResolution: ModuleResolutionKind.Node10,
    ignoreDeprecations: '6.0',
  },
};

/** Other packages' files, which are not ours. */
const OTHERS = /\/node_modules\/(?!nest-database-lifecycle\/)/;

/** Faults in the app's file and in every file of the package that it leads to. */
export function appFaults({ directory }: ConsumingApp, file: string, resolution: CompilerOptions): string[] {
  const program = createProgram([join(directory, file)], {
    ...resolution,
    target: ScriptTarget.ES2023,
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    types: ['node'],
    typeRoots: [join(directory, 'node_modules', '@types')],
  });
  return typeFaults(program, ({ fileName }) => fileName.startsWith(directory) && !OTHERS.test(fileName));
}
