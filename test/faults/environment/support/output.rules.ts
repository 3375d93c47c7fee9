import { CANARY } from './variables.arbitrary';

/** A line of a stack trace. */
const STACK = /^\s+at .+[:(]/m;
/** What moves a cursor, rings, or makes text read as another one. */
// oxlint-disable-next-line no-control-regex -- that is what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/;
/** In characters: every variable may be at fault at once. */
const LONGEST = 6_000;

/** What is wrong with a text that a person is to read; empty when nothing is. */
export function faultsOfOutput(text: string): string[] {
  const tests: [boolean, string][] = [
    [text.toLowerCase().includes(CANARY), 'tells a secret'],
    [STACK.test(text), 'has a stack trace'],
    [CONTROL.test(text), 'has control characters'],
    [text.length > LONGEST, `has ${text.length} characters`],
    [text.trim() === '', 'says nothing'],
  ];
  return tests.filter(([found]) => found).map(([, what]) => `${what}: ${text.slice(0, 500)}`);
}
