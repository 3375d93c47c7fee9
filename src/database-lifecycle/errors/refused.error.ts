import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';

/** What was asked for is possible, but not safe here; nothing was changed. */
export class LifecycleRefusedError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  static creation(environment: string): LifecycleRefusedError {
    return new LifecycleRefusedError(
      `Tables are never created by themselves in environment "${environment}": only development and test do that.`,
      [
        'Create them by migrations: npm run migration:run',
        'If this is a development machine, set ENVIRONMENT=development.',
      ],
    );
  }

  static sampleData(environment: string): LifecycleRefusedError {
    return new LifecycleRefusedError(
      `Sample data is refused in environment "${environment}": only development and test get it.`,
      ['If this is a development machine, set ENVIRONMENT=development.'],
    );
  }

  static sampleSeeder(key: string, environment: string): LifecycleRefusedError {
    return new LifecycleRefusedError(
      `Seeder "${key}" brings sample data, which is refused in environment "${environment}": there only reference data may be seeded. Nothing was changed.`,
      [
        'If this is a development machine, set ENVIRONMENT=development.',
        `If it is reference data, say so: @Seeder({ key: '${key}', reference: true, ... })`,
      ],
    );
  }

  static seederElsewhere(key: string, environments: readonly string[], environment: string): LifecycleRefusedError {
    return new LifecycleRefusedError(
      `Seeder "${key}" may run in environment ${environments.join(', ')} only, and this is ${environment}. Nothing was changed.`,
      [`If it may run here, too: add '${environment}' to its environments.`],
    );
  }
}
