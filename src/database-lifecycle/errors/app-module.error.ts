import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';

const KEY = 'In package.json: "db-lifecycle": { "module": "dist/app.module.js" }';

const SINGLE_FILE =
  'Does the build make one file of it all (webpack, a Nest monorepo), name that, and the app that it starts is taken: --module dist/main.js; or its sources: --module src/app.module.ts';

/** The program `db-lifecycle` does not find the app that it is to act on; nothing was done. */
export class AppModuleError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.usage;

  static noPackage(directory: string): AppModuleError {
    return new AppModuleError(`No package.json in ${directory} or above it.`, [
      "Call it in the app's directory, or name the file of the root module: --module dist/app.module.js",
    ]);
  }

  static unreadable(file: string, cause: Error): AppModuleError {
    return new AppModuleError(`${file} can not be read: ${cause.message}`, ['Correct it.'], { cause });
  }

  static setting(file: string, fault: string): AppModuleError {
    return new AppModuleError(`${file}: "db-lifecycle" ${fault}.`, [
      'For example: "db-lifecycle": { "module": "dist/app.module.js", "migrations": "src/migrations" }',
    ]);
  }

  static flagWithoutValue(flag: string): AppModuleError {
    return new AppModuleError(`${flag} stands without a value.`, ['For example: --module dist/app.module.js']);
  }

  static notFound(files: readonly string[]): AppModuleError {
    return new AppModuleError(`The app's root module was not found: no file ${files.join(' or ')}.`, [
      'Build the app first: npm run build',
      'Or name its file: --module dist/app.module.js',
      SINGLE_FILE,
      KEY,
    ]);
  }

  static noClass(file: string, wanted: string | undefined, found: readonly string[]): AppModuleError {
    const what = wanted ?? 'a root module (AppModule, the default export or its only module)';
    return new AppModuleError(`${file} does not export ${what}; it exports ${found.join(', ') || 'no class'}.`, [
      'Name the class behind the file: --module dist/app.module.js#AppModule',
      ...(found.length === 0 ? [SINGLE_FILE] : []),
      KEY,
    ]);
  }

  static esModule(file: string, cause: Error): AppModuleError {
    return new AppModuleError(
      `${file} is an ES module that can not be loaded as its source (${cause.message}); sources are loaded by require().`,
      ['Build the app, and name what the build made of it: --module dist/app.module.js'],
      { cause },
    );
  }

  static noTypeScript(file: string): AppModuleError {
    return new AppModuleError(
      `${file} is TypeScript, and the app has no compiler that could be asked (TypeScript 7 has no API for that).`,
      [
        'Name what the build made of it: --module dist/app.module.js',
        'Or install the compiler: npm install --save-dev typescript@6',
      ],
    );
  }
}
