import { PassThrough } from 'node:stream';
import { ProgressLine } from './progress.line';

/** What stands on the terminal's line after each write. */
function screen(columns?: number) {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns });
  const writes: string[] = [];
  stream.on('data', (chunk) => writes.push(String(chunk)));
  return { line: new ProgressLine(stream), writes };
}

describe('ProgressLine', () => {
  it('writes over what stands there and erases only what is left of it', () => {
    const { line, writes } = screen();
    line.show('Counting');
    line.show('Done');
    expect(writes).toEqual(['\rCounting…\u001B[K', '\rDone…\u001B[K']);
  });

  it('writes nothing when nothing has changed', () => {
    const { line, writes } = screen();
    line.show('Counting');
    line.show('Counting');
    line.clear();
    line.clear();
    line.show('Counting');
    expect(writes).toEqual(['\rCounting…\u001B[K', '\r\u001B[K', '\rCounting…\u001B[K']);
  });

  it('keeps to one line of the terminal', () => {
    const { line, writes } = screen(20);
    line.show('x'.repeat(50));
    expect(writes).toEqual([`\r${'x'.repeat(18)}…\u001B[K`]);
  });

  it('is not there without a terminal', () => {
    const stream = new PassThrough();
    const line = new ProgressLine(stream);
    line.show('Counting');
    line.clear();
    expect(stream.read()).toBeNull();
  });
});
