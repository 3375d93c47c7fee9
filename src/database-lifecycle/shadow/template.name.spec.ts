import { parseTemplateName, templateName } from './template.name';

const HASH = '0123456789abcdef01234567';

describe('the name of a template database', () => {
  it('tells when it was made and what of, and fits into a name of PostgreSQL', () => {
    const name = templateName(HASH, 1_764_000_000_123);
    expect(name).toBe(`lifecycle_template_1764000000123_${HASH}`);
    expect(parseTemplateName(name)).toEqual({ createdAt: 1_764_000_000_123, hash: HASH });
    expect(name.length).toBeLessThanOrEqual(63);
  });

  it.each([
    'app',
    'lifecycle_template_',
    `my_lifecycle_template_1764000000123_${HASH}`,
    'lifecycle_template_1764000000123_x',
  ])('is not %s', (name) => expect(parseTemplateName(name)).toBeUndefined());
});
