import { DatabaseLifecycleError, ExitCode } from '../../errors/database-lifecycle.error';

const NOTHING_WRITTEN = 'Nothing was written.';

/** The module can not be added to this app as it is. */
export class NestAddError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  static unsafe(places: readonly string[]): NestAddError {
    return new NestAddError(
      `TypeORM changes tables by itself here, and an app with this module does not start with that: ${places.join('; ')}.`,
      [
        'Let it be taken out: nest add nest-database-lifecycle --remove-synchronize',
        'Or take it out yourself, and go on. What is missing is created by the module then, and everything else by migrations.',
        NOTHING_WRITTEN,
      ],
    );
  }

  static noRootModule(path: string): NestAddError {
    return new NestAddError(`There is no ${path.slice(1)}, expected the app's root module.`, [
      'Name its file: nest add nest-database-lifecycle --module src/main.module.ts',
      NOTHING_WRITTEN,
    ]);
  }

  static noTypeOrm(sourceRoot: string): NestAddError {
    return new NestAddError(`Nothing below ${sourceRoot.slice(1)} calls TypeOrmModule.forRoot() or forRootAsync().`, [
      'Connect the app first, see https://docs.nestjs.com/techniques/database',
      NOTHING_WRITTEN,
    ]);
  }
}
