import { type ArgumentMetadata, BadRequestException, type PipeTransform } from '@nestjs/common';

const HALF_OF_A_PAIR = /\p{Cs}/u;
const MAX_DEPTH = 100;
/** Each is told by its path, whose names a client chose: all of them could be thousands of times the body. */
const MOST_TOLD = 5;

/**
 * What is wrong with a value's texts and depth, by path, e.g. `tags.0`: the first few. A loop, as depth is what breaks
 * recursion.
 */
function faultsOf(value: unknown, name: string): string[] {
  const faults: string[] = [];
  const left: [path: string, depth: number, value: unknown][] = [[name, 0, value]];
  for (let next = left.pop(); next && faults.length < MOST_TOLD; next = left.pop()) {
    const [path, depth, part] = next;
    if (typeof part === 'string' && HALF_OF_A_PAIR.test(part))
      faults.push(`${path} must not hold half of a surrogate pair`);
    if (typeof part !== 'object' || part === null) continue;
    if (depth === MAX_DEPTH) return [`${name || 'the body'} must not be nested deeper than ${MAX_DEPTH} levels`];
    for (const [key, member] of Object.entries(part).toReversed())
      left.push([path ? `${path}.${key}` : key, depth + 1, member]);
  }
  return faults;
}

/**
 * Refuses what JSON allows and what comes after it can not bear: half of a surrogate pair, on which `IsEmail` throws
 * and for which the driver sends another character; and nesting so deep that the recursive validation runs out of
 * stack.
 */
export class JsonLimitsPipe implements PipeTransform {
  transform(value: unknown, { data = '' }: ArgumentMetadata): unknown {
    const faults = faultsOf(value, data);
    if (faults.length > 0) throw new BadRequestException(faults);
    return value;
  }
}
