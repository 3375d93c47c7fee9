import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { leftThrowawayDirectories } from './throwaway.directory';

describe('leftThrowawayDirectories', () => {
  const { getuid } = process;
  // One of its own: from the system's another run would remove what is left.
  const place = mkdtempSync(join(os.tmpdir(), 'left-'));
  const left = join(place, 'throwaway-postgres-left');

  beforeAll(() => {
    mkdirSync(left);
    writeFileSync(join(left, 'owner'), '');
    jest.spyOn(os, 'tmpdir').mockReturnValue(place);
  });
  afterEach(() => {
    process.getuid = getuid;
  });
  afterAll(() => {
    jest.restoreAllMocks();
    rmSync(place, { recursive: true });
  });

  it.each([
    ['the same user', getuid],
    ['root', () => 0],
    ['whoever it is on Windows, which has no user ids', undefined],
  ])('names one of a killed run to %s', (_, user) => {
    process.getuid = user;
    expect(leftThrowawayDirectories()).toContain(left);
  });

  it('names none to another user', () => {
    process.getuid = () => 4_294_967_294;
    expect(leftThrowawayDirectories()).not.toContain(left);
  });
});
