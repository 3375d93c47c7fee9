import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityOf } from '../../src/local-postgres/process.identity';
import { withStartLock } from '../../src/local-postgres/start.lock';
import { runModule } from './processes';

describe('the start lock', () => {
  const home = mkdtempSync(join(tmpdir(), 'start-lock-'));
  const lock = join(home, 'lock');
  const hold = (holder: string): void => {
    rmSync(lock, { recursive: true, force: true });
    mkdirSync(lock);
    writeFileSync(join(lock, '5'), holder);
  };

  afterAll(() => rmSync(home, { recursive: true }));

  it('lets one process at a time through', async () => {
    const file = join(home, 'counter');
    writeFileSync(file, '0');
    const [processes, times] = [4, 50];
    const work = ['test/local-postgres/increment.process', lock, file, String(times)];
    const outcomes = await Promise.all(Array.from({ length: processes }, () => runModule(work)));
    expect(outcomes.map(({ stderr }) => stderr)).toEqual(Array.from({ length: processes }, () => ''));
    expect(readFileSync(file, 'utf8')).toBe(String(processes * times));
    expect(readdirSync(lock)).toHaveLength(1);
  });

  it('is free again when the work fails', async () => {
    await expect(withStartLock(lock, () => Promise.reject(new Error('the work failed')))).rejects.toThrow('failed');
    expect(await withStartLock(lock, () => Promise.resolve('done'), 0)).toBe('done');
  });

  it('is taken over from a process that was killed', async () => {
    const child = spawn('sleep', ['60']);
    hold(identityOf(child.pid as number) as string);
    await expect(withStartLock(lock, () => Promise.resolve(), 0)).rejects.toThrow();
    await new Promise((resolve) => {
      child.on('exit', resolve);
      child.kill('SIGKILL');
    });
    expect(await withStartLock(lock, () => Promise.resolve('done'), 0)).toBe('done');
  });

  it('is taken over when its holder is gone and another process has its pid', async () => {
    const [pid, started] = (identityOf(process.pid) as string).split(' ');
    expect(Number(started)).toBeGreaterThan(0);
    hold(`${pid} ${Number(started) - 1}`);
    expect(await withStartLock(lock, () => Promise.resolve('done'), 0)).toBe('done');
  });

  it('is not held up by what a process that was killed left half-made', async () => {
    hold('');
    writeFileSync(join(lock, 'draft-1-ab'), '');
    expect(await withStartLock(lock, () => Promise.resolve(readdirSync(lock)), 0)).toEqual(['6']);
  });

  it('waits for a live holder no longer than it may, and names it', async () => {
    hold(identityOf(process.ppid) as string);
    await expect(withStartLock(lock, () => Promise.resolve('done'), 100)).rejects.toThrow(
      new RegExp(`^Process ${process.ppid} is starting or stopping .* waited 100 ms[^]*kill ${process.ppid}`),
    );
  });
});
