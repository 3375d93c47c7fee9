import { spawnSync } from 'node:child_process';
import { NPM } from '../../support/npm';
import explained from './explained.advisories.json';
import { ROOT } from './support/lock.file';

/** Why an advisory does no harm here, and until when that is believed: at most half a year. */
interface Explained {
  /** As npm names it, e.g. https://github.com/advisories/GHSA-… */
  readonly url: string;
  readonly reason: string;
  /** `YYYY-MM-DD` */
  readonly expires: string;
}

interface Vulnerability {
  readonly via: readonly (string | { readonly url: string; readonly title: string; readonly name: string })[];
}

const ANSWER_WITHIN_MS = 60_000;

/** What npm knows against the locked packages; a text when it can not be asked. */
function audit(): string | Record<string, Vulnerability> {
  const { stdout } = spawnSync('npm', ['audit', '--json', '--fetch-retries=0'], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: ANSWER_WITHIN_MS,
    ...NPM,
  });
  try {
    const answer = JSON.parse(stdout);
    return answer.vulnerabilities ?? answer.message ?? 'no answer that is understood here';
  } catch {
    return 'npm audit did not answer';
  }
}

/** Advisories that nobody has explained, or not for today. */
function unexplained(found: Record<string, Vulnerability>, known: readonly Explained[], today: string): string[] {
  const standing = known.filter(({ reason, expires }) => reason.trim() !== '' && expires >= today);
  const advisories = Object.values(found).flatMap(({ via }) => via.filter((one) => typeof one !== 'string'));
  const open = advisories.filter(({ url }) => !standing.some((one) => one.url === url));
  return [...new Set(open.map(({ name, title, url }) => `${name}: ${title} (${url})`))];
}

describe('npm audit', () => {
  it('finds nothing that is not explained', () => {
    const found = audit();
    if (typeof found === 'string') {
      process.stderr.write(`npm audit: skipped, as the registry could not be asked: ${found}\n`);
      return;
    }
    expect(unexplained(found, explained as Explained[], new Date().toISOString().slice(0, 10))).toEqual([]);
  });

  it('takes an explanation for the advisory that it names, with a reason, and until it expires', () => {
    const url = 'https://github.com/advisories/GHSA-xxxx';
    const found = { left: { via: [{ url, title: 'reads too far', name: 'left' }] }, app: { via: ['left'] } };
    const told = ['left: reads too far (https://github.com/advisories/GHSA-xxxx)'];
    const entry = { url, reason: 'reads nothing here', expires: '2027-01-01' };
    expect(unexplained(found, [], '2026-12-01')).toEqual(told);
    expect(unexplained(found, [entry], '2026-12-01')).toEqual([]);
    expect(unexplained(found, [entry], '2027-01-02')).toEqual(told);
    expect(unexplained(found, [{ ...entry, reason: ' ' }], '2026-12-01')).toEqual(told);
    expect(unexplained(found, [{ ...entry, url: `${url}-y` }], '2026-12-01')).toEqual(told);
  });
});
