import { PassThrough } from 'node:stream';
import type { DynamicModule, Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSourceOptions } from 'typeorm';
import {
  connectDataSource,
  DatabaseLifecycleModule,
  type DatabaseLifecycleOptions,
} from '../../src/database-lifecycle';
import { runCli, type CliOptions } from '../../src/database-lifecycle/cli';
import { lifecycleOptions } from '../support/lifecycle-data-source';
import { Animal, AnimalCount, AnimalName, AnimalsSeeder, Owner, OwnersSeeder } from './entities';

export const ALL_ENTITIES = [Owner, Animal, AnimalName, AnimalCount];

class Root {}

export interface TestModuleOptions {
  readonly entities?: DataSourceOptions['entities'];
  readonly providers?: Provider[];
  readonly dataSource?: Partial<DataSourceOptions>;
  readonly lifecycle?: DatabaseLifecycleOptions;
}

/** A small app on a database; by default of two entities, two views and two seeders. */
export const appOn = (
  url: string,
  { entities = ALL_ENTITIES, providers = [OwnersSeeder, AnimalsSeeder], dataSource, lifecycle }: TestModuleOptions = {},
): DynamicModule => ({
  module: Root,
  imports: [
    TypeOrmModule.forRootAsync({
      useFactory: () => ({
        ...(lifecycleOptions(url, entities) as object),
        ...dataSource,
        toRetry: () => false,
      }),
      dataSourceFactory: (options) => connectDataSource(options),
    }),
    DatabaseLifecycleModule.forRoot({ environment: 'development', lockTimeoutMs: 500, ...lifecycle }),
  ],
  providers,
});

export interface CliAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliCall extends Partial<
  Pick<CliOptions, 'env' | 'migrationsDirectory' | 'loadModule' | 'shadowServer'>
> {
  /** Makes standard input a terminal at which this is typed once a question is asked; a function may do something first. */
  readonly typed?: string | (() => Promise<string>);
  /** Makes standard output and standard error a terminal. */
  readonly watched?: boolean;
}

const QUESTION = /type the database|\[y\/N\]/;

/** Runs a command in this process, with streams of its own. */
export async function callCli(module: DynamicModule, argv: string[], call: CliCall = {}): Promise<CliAnswer> {
  const { typed, watched = false, ...options } = call;
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const text = { stdout: '', stderr: '' };
  stdout.on('data', (chunk) => (text.stdout += chunk));
  stderr.on('data', (chunk) => {
    text.stderr += chunk;
    if (typed === undefined || !QUESTION.test(String(chunk))) return;
    if (typeof typed === 'string') stdin.write(typed);
    else void typed().then((text) => stdin.write(text));
  });
  const exitCode = await runCli({
    loadModule: () => module,
    env: {},
    ...options,
    argv,
    streams: {
      stdin: Object.assign(stdin, { isTTY: typed !== undefined }),
      stdout: Object.assign(stdout, { isTTY: watched }),
      stderr: Object.assign(stderr, { isTTY: watched }),
    },
  });
  return { exitCode, ...text };
}

export const json = <Document>({ stdout }: CliAnswer): Document => JSON.parse(stdout) as Document;

/** What a printed script has in front of a statement, by lines as SQL has them. */
export const linesBefore = (statement: string, script: string): string[] =>
  script
    .slice(0, script.indexOf(statement))
    .trimEnd()
    .split(/[\r\n]/);
