import { QueryFailedError } from 'typeorm';
import { failureChain, sqlstateOf } from './failure.chain';

const withCode = (code: string, options?: ErrorOptions): Error => Object.assign(new Error(code, options), { code });

describe('failureChain', () => {
  it('tells all that stands behind an error, the outermost first', () => {
    const sent = withCode('40P01');
    const wrapped = new QueryFailedError('SELECT', [], sent);
    const thrown = new Error('told', { cause: wrapped });
    expect(failureChain(thrown)).toEqual([thrown, wrapped, sent]);
    expect(failureChain('thrown as it is')).toEqual([]);
  });
});

describe('sqlstateOf', () => {
  it.each([
    ['what PostgreSQL sent', withCode('40P01'), '40P01'],
    ['what stands behind it', new Error('told', { cause: new QueryFailedError('', [], withCode('XX000')) }), 'XX000'],
    ['what stands behind the end of a connection', withCode('EPIPE', { cause: withCode('57P01') }), '57P01'],
    ['no code of Node', withCode('EPIPE'), undefined],
    ['nothing of what is no error', null, undefined],
  ])('is %s', (_what, error, state) => {
    expect(sqlstateOf(error)).toBe(state);
  });
});
