import type { AppShape } from '../app/app.shape';
import { ModelError } from './model.error';

const OF_A_FEATURE = ['@nestjs/swagger', 'class-validator', 'class-transformer'];
/** `factory()` makes values by it; for development only, as sample data are. */
const OF_A_SEEDER = ['@faker-js/faker'];

/**
 * Refuses what would not run, as package.json does not name what it imports.
 * @param what of which the name is for the error: a `feature`, a `seeder`
 * @throws ModelError, with the command that installs it
 */
export function refuseMissingPackages(
  { packages }: AppShape,
  what: 'feature' | 'seeder',
  { withSeeder }: { readonly withSeeder: boolean },
): void {
  const lacks = (names: readonly string[]): string[] => names.filter((name) => !packages.has(name));
  const missing = what === 'feature' ? lacks(OF_A_FEATURE) : [];
  const missingInDevelopment = withSeeder ? lacks(OF_A_SEEDER) : [];
  if (missing.length + missingInDevelopment.length > 0)
    throw ModelError.needsPackages(what, missing, missingInDevelopment);
}
