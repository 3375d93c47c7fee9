#!/usr/bin/env node
import type { ShadowServerProvider } from '../../shadow/shadow.provider';
import { asProgram } from '../calling';
import { commands } from '../command.catalog';
import { runProgram } from '../program';
import { FLAGS_HELP, takeAppFlags, type AppFlags } from './app.flags';
import { appSettings, type AppSettings } from './app.settings';
import { loadRootModule } from './root-module.loader';
import { readTypeScriptBy } from './typescript.hook';

/** The app that is meant, or what is wrong with the words that name it. */
function meantApp(flags: AppFlags): { settings?: AppSettings; fault?: unknown } {
  try {
    return { settings: appSettings(flags, process.cwd()) };
  } catch (fault) {
    return { fault };
  }
}

/** Asked once the app is loaded, which may have read its variables from a file. */
function shadowServer(): ShadowServerProvider | undefined {
  const { SHADOW_DATABASE_URL: url } = process.env;
  return url ? async () => ({ url, stop: async () => undefined }) : undefined;
}

async function main(): Promise<void> {
  const { flags, rest } = takeAppFlags(process.argv.slice(2));
  const { settings, fault } = meantApp(flags);
  // Its .env is there, and its globs are relative to it, as with its npm scripts.
  if (settings) process.chdir(settings.root);
  await runProgram({
    argv: rest,
    calling: asProgram(
      commands.map(({ name }) => name),
      FLAGS_HELP,
    ),
    loadModule: () => {
      // Thrown here, so that it is reported like any other error, and --help works in spite of it.
      if (!settings) throw fault;
      readTypeScriptBy(settings.root);
      return loadRootModule(settings);
    },
    migrationsDirectory: settings?.migrations,
    dataSource: settings?.dataSource,
    get shadowServer() {
      return shadowServer();
    },
  });
}

void main();
