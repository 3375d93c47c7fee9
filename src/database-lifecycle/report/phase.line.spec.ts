import { ConsoleLogger, type ConsoleLoggerOptions } from '@nestjs/common';
import { told, warned } from './phase.line';

function written(options: ConsoleLoggerOptions, log: (logger: ConsoleLogger) => void): string {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    log(new ConsoleLogger('DatabaseLifecycle', options));
    return write.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    write.mockRestore();
  }
}

describe('a line of a phase', () => {
  const line = told('create', '✅ Created 1 table in 59 ms', { created: ['public.pets'], durationMs: 59 });

  it('is one object under a logger of JSON', () => {
    const text = written({ json: true }, (logger) => logger.log(line));
    expect(JSON.parse(text)).toMatchObject({
      level: 'log',
      context: 'DatabaseLifecycle',
      message: { phase: 'create', text: '✅ Created 1 table in 59 ms', created: ['public.pets'], durationMs: 59 },
    });
    expect(text.trimEnd().split('\n')).toHaveLength(1);
  });

  it('is a sentence under one of text, as a string would be', () => {
    const text = written({ colors: false }, (logger) => logger.log(line));
    expect(text).toMatch(/ LOG \[DatabaseLifecycle\] ✅ Created 1 table in 59 ms\n$/);
    expect(`${line}`).toBe('✅ Created 1 table in 59 ms');
  });

  it.each([
    ['log', line],
    ['warn', warned('verify', '✅ Created 1 table in 59 ms', {})],
  ] as const)('has the colour of a string: %s', (level, coloured) => {
    const colour = (message: unknown): string | undefined =>
      /\[(\d+)m✅/.exec(written({ colors: true }, (logger) => logger[level](message)))?.[1];
    expect(colour(coloured)).toBe(colour('✅ Created 1 table in 59 ms'));
    expect(colour(coloured)).toBeDefined();
  });
});
