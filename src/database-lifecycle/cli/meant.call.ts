import { shellWord } from '../errors/shell.word';
import type { CliCommand } from './cli.command';

/** A flag that npm took; its value is `true` where npm saw none. */
export interface EatenFlag {
  readonly flag: string;
  readonly spec: string;
  readonly value: string;
}

/**
 * The call that was meant, where npm took some of its flags. Of `--older-than 7d` npm leaves `7d` behind as a bare
 * word; it is given back to its flag where that is clear, and left as a placeholder elsewhere.
 * @param words behind the command's name
 */
export function meantCall(
  { name, argument, optionalArgument }: CliCommand,
  eaten: readonly EatenFlag[],
  words: readonly string[],
): string {
  const end = words.findIndex((word) => word.startsWith('-'));
  const loose = end < 0 ? words : words.slice(0, end);
  const lacking = eaten.filter(({ spec, value }) => spec.includes('<') && value === 'true');
  // A migration's name has no colon, and what was renamed has one.
  const first = argument && loose.find((word) => !word.includes(':'));
  const left = loose.filter((word) => word !== first).map(shellWord);
  const own = lacking.length === 0 ? left : [];
  if (argument) own.unshift(first === undefined ? `<${argument[0]}>` : shellWord(first));
  if (optionalArgument && lacking.length > 0 && left.length > lacking.length) own.unshift(`<${optionalArgument[0]}>`);
  const flags = eaten.map(({ spec, value }) => {
    const given = value === 'true' ? lacking.length === 1 && left.length === 1 && left[0] : shellWord(value);
    return spec.replace(/<.*>/, (placeholder) => given || placeholder);
  });
  return ['npm run', name, '--', ...own, ...flags, ...words.slice(loose.length).map(shellWord)].join(' ');
}
