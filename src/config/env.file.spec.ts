import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectEnvFile, linesPassedOver, NO_ENV_FILE, placesIn } from './env.file';

const SECRET = 'hunter2canary';

describe('linesPassedOver', () => {
  it.each([
    ['an assignment without =', `DATABASE_URL postgres://app:${SECRET}@db/app`, 'DATABASE_URL: found no assignment'],
    ['a : without a blank', `DATABASE_URL:postgres://app:${SECRET}@db/app`, 'DATABASE_URL: found no assignment'],
    ['an export of nothing', 'export PORT', 'PORT: found no assignment'],
    ['a stray word, which may be the rest of a secret', SECRET, 'found no assignment'],
    ['a name that is none of ours', `${SECRET} x`, 'found no assignment'],
    ['a value without a name', `=${SECRET}`, 'found no assignment'],
    ['an open quote', `API_KEY="${SECRET}`, 'API_KEY: found a value that begins with a quote and does not end with it'],
    ['what follows a quote', `export  API_KEY = '${SECRET}' x # y`, 'API_KEY: found a value that begins with a quote'],
    ['an open quote of another name', `${SECRET}=\`x`, 'found a value that begins with a quote'],
    ['a # that cuts off', `API_KEY=${SECRET}#1`, 'API_KEY: found a # that cuts the value off'],
    ['a # behind a quote within', `API_KEY=it's${SECRET}#1`, 'API_KEY: found a # that cuts the value off'],
    ['a # that leaves nothing', `API_KEY=#${SECRET}`, 'API_KEY: found a # that cuts the value off'],
  ])('tells %s with its line, and never the value', (_, line, fault) => {
    const faults = linesPassedOver(`# A comment.\r\n\r\nLOG_FORMAT=json\r\n${line}\r\nLOG_LEVEL=warn\r\n`);
    expect(faults).toEqual([expect.stringMatching(/, expected NAME=/)]);
    expect(faults[0]).toContain(`.env:4: ${fault}`);
    expect(faults.join()).not.toContain(SECRET);
  });

  it('takes what dotenv reads as it was meant', () => {
    const file = [
      '\ufeffA=1',
      '',
      '  # DATABASE_URL is not set',
      'export  B = 2 # two',
      'C: yes',
      'D=',
      'E= # nothing',
      'F="# one',
      '  DATABASE_URL two',
      '"',
      "G='it's'#",
      'H="a \\"b\\" #c" # d',
      'I=`"\'`',
      'J.k-l=x=y "z"',
      'M=',
      '"below"',
    ].join('\n');
    expect(linesPassedOver(file)).toEqual([]);
    expect(linesPassedOver(` # A comment.\n \n${file}`)).toEqual([]);
  });

  it('reads the line ends of any system', () => {
    expect(linesPassedOver('A=1\rx\rB=2\r\ry\r')).toEqual([
      expect.stringMatching(/^\.env:2: /),
      expect.stringMatching(/^\.env:5: /),
    ]);
    expect([...placesIn('A=1\rB=2\r\nC=3\r')]).toEqual([
      ['A', '.env:1'],
      ['B', '.env:2'],
      ['C', '.env:3'],
    ]);
  });

  it('tells five of many lines', () => {
    const faults = linesPassedOver('x\n'.repeat(100_000) + '\n'.repeat(100_000));
    expect(faults).toHaveLength(6);
    expect(faults.at(-1)).toBe('.env: found 99995 more lines like these');
    expect(linesPassedOver('x\n'.repeat(6)).at(-1)).toBe('.env: found 1 more lines like these');
    expect(linesPassedOver('x\n'.repeat(5))).toHaveLength(5);
  });
});

describe('placesIn', () => {
  it('tells the line of each variable, the last where there are several', () => {
    const file = '# PORT=1\r\nPORT=2\r\n\r\nA="one\r\nB=two"\r\n\r\n  export  PORT = 3 # three\r\nC:\tx\nD=';
    expect([...placesIn(file)]).toEqual([
      ['PORT', '.env:7'],
      ['A', '.env:4'],
      ['C', '.env:8'],
      ['D', '.env:9'],
    ]);
  });
});

describe('inspectEnvFile', () => {
  const before = process.cwd();
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'env-file-'));
    process.chdir(directory);
  });
  afterEach(() => {
    process.chdir(before);
    rmSync(directory, { recursive: true });
  });

  it('finds none', () => {
    expect(NO_ENV_FILE).toEqual({ isReadable: false, faults: [], places: new Map() });
    expect(inspectEnvFile()).toEqual(NO_ENV_FILE);
  });

  it('tells what it sets beside the environment, and its faults', () => {
    writeFileSync('.env', 'PATH=/here\nENV_FILE_SPEC=x\ny\n');
    expect(inspectEnvFile()).toEqual({
      isReadable: true,
      faults: ['.env:3: found no assignment, expected NAME=value'],
      places: new Map([['ENV_FILE_SPEC', '.env:2']]),
    });
  });

  it.each([
    ['utf16le', 'NAME=Zoe'],
    ['latin1', 'NAME=Zoë'],
  ] as const)('reads nothing of one in %s', (encoding, text) => {
    writeFileSync('.env', text, encoding);
    const fault = `.env: found text that is not in UTF-8, as some editors of Windows and PowerShell's > write it (UTF-16), expected a file of lines like PORT=3000 in UTF-8`;
    expect(inspectEnvFile()).toEqual({ ...NO_ENV_FILE, faults: [fault] });
  });

  it('names a directory of that name', () => {
    mkdirSync('.env');
    const fault = '.env: can not be read (EISDIR), expected a file of lines like PORT=3000';
    expect(inspectEnvFile()).toEqual({ ...NO_ENV_FILE, faults: [fault] });
  });
});
