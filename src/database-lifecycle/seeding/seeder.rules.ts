import { environmentNamed } from '../environment';
import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';
import type { SeederMode, SeederOptions } from '../interfaces/seeder.interface';
import { NotJsonError, contentHash } from './canonical.json';

const MODES: readonly SeederMode[] = ['once', 'onChange', 'always'];

/** A key is written in `--only a,b` and `--rows a=1`. */
const KEY = /^[^\s,=]+$/;

const isGuarded = (environment: string): boolean => environmentNamed(environment).policy !== 'auto-create';

/** What is wrong with the options alone, and what to do about it; undefined when nothing is. */
function faultOf(options: SeederOptions): readonly [fault: string, remedy: string] | undefined {
  const { key, entities, mode = 'once', content, reference = false, environments = [] } = options;
  if (!KEY.test(key))
    return ['has a key with white space, a comma or an equals sign, or an empty one', 'Give it a key such as "users".'];
  if (!MODES.includes(mode)) return [`has the mode "${mode}", expected ${MODES.join(', ')}`, 'Correct its mode.'];
  if (entities.length === 0) return ['names no entity', 'List in entities what it fills, e.g. entities: [User].'];
  if (mode === 'onChange' && content === undefined)
    return ['has the mode onChange and no content to compare', 'Declare its content: what run() brings.'];
  if (mode === 'once' && content !== undefined)
    return ['declares a content, which mode once never looks at again', "Add mode: 'onChange', or leave content out."];
  const guarded = environments.filter(isGuarded);
  if (guarded.length > 0 && !reference)
    return [
      `names the environment ${guarded.join(', ')}, where sample data never runs`,
      'Add reference: true if it is reference data, or take the environment out.',
    ];
  return undefined;
}

/**
 * The hash of the seeder's content; undefined when it declares none.
 * @throws LifecycleConfigurationError for options that can not work together, and names the seeder
 */
export function checkedContent(options: SeederOptions): string | undefined {
  const { key, content } = options;
  const fault = faultOf(options);
  if (fault) throw LifecycleConfigurationError.seeders(`Seeder "${key}" ${fault[0]}.`, fault[1]);
  try {
    return content === undefined ? undefined : contentHash(content);
  } catch (error) {
    if (!(error instanceof NotJsonError)) throw error;
    throw LifecycleConfigurationError.seeders(
      `The content of seeder "${key}" can not be compared as JSON: ${error.message}.`,
      'Declare plain data: objects, arrays, strings, finite numbers, booleans, null.',
    );
  }
}
