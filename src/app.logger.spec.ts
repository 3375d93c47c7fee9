import { AppLogger } from './app.logger';

describe('AppLogger', () => {
  const written: string[] = [];
  beforeEach(() => {
    written.length = 0;
    for (const stream of [process.stdout, process.stderr]) {
      jest.spyOn(stream, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    }
  });
  afterEach(() => jest.restoreAllMocks());

  const failStart = (LOG_LEVEL: 'log' | 'debug') => {
    const logger = new AppLogger({ LOG_FORMAT: 'json', LOG_LEVEL });
    logger.error('Error: boom', 'ExceptionHandler');
    logger.error('Error: listen EADDRINUSE', 'NestApplication');
    logger.error('Error: boom', 'PetsService');
    return written.map((line) => JSON.parse(line).context);
  };

  it("leaves out Nest's own report of a failed start", () => expect(failStart('log')).toEqual(['PetsService']));

  it('shows it with LOG_LEVEL=debug', () =>
    expect(failStart('debug')).toEqual(['ExceptionHandler', 'NestApplication', 'PetsService']));
});
