import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transpileModule, ModuleKind, ScriptTarget } from 'typescript';
import { ROOT, type PackedModule } from './packed.module';

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An app in a directory of its own, with the packed module and nothing else but what is named. */
export interface ConsumingApp {
  readonly directory: string;
  write(file: string, text: string): void;
  /** Compiles TypeScript into dist/, as the app's module system wants it. */
  build(sources: Readonly<Record<string, string>>): void;
  /** Starts Node in the app's directory. */
  node(args: readonly string[], env?: Readonly<Record<string, string>>): Answer;
}

/** What Nest itself wants of every app, and what its own template has. */
const NEST = ['rxjs', '@nestjs/platform-express', '@types/node'];

function install({ directory: module, manifest }: PackedModule, directory: string, optional: boolean): void {
  const { dependencies, peerDependencies, peerDependenciesMeta } = manifest;
  const peers = Object.keys(peerDependencies).filter((name) => optional || !peerDependenciesMeta[name]?.optional);
  for (const name of [...NEST, ...Object.keys(dependencies), ...peers]) {
    const place = join(directory, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), place);
  }
  cpSync(module, join(directory, 'node_modules', 'nest-database-lifecycle'), { recursive: true });
}

/** @param optional whether the optional peers are installed, too */
export function consumingApp(
  packed: PackedModule,
  name: string,
  { commonJs, optional = false }: { commonJs: boolean; optional?: boolean },
): ConsumingApp {
  const directory = join(packed.home, name);
  install(packed, directory, optional);
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  };
  write('package.json', JSON.stringify({ name: 'app', type: commonJs ? 'commonjs' : 'module' }));
  const compilerOptions = {
    module: commonJs ? ModuleKind.CommonJS : ModuleKind.ESNext,
    target: ScriptTarget.ES2023,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
  };
  return {
    directory,
    write,
    build: (sources) => {
      for (const [file, text] of Object.entries(sources)) {
        write(join('src', file), text);
        write(join('dist', file.replace(/\.ts$/, '.js')), transpileModule(text, { compilerOptions }).outputText);
      }
    },
    node: (args, env = {}) => {
      const { PATH = '', HOME = '' } = process.env;
      const options = { cwd: directory, env: { PATH, HOME, ...env }, encoding: 'utf8' as const };
      const { status, stdout, stderr } = spawnSync(process.execPath, [...args], options);
      return { code: status, stdout, stderr };
    },
  };
}
