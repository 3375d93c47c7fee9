import { locklessBecause } from './lockless.servers';

describe('locklessBecause', () => {
  it.each([
    ['CockroachDB CCL v23.1.11 (x86_64-pc-linux-gnu, built 2023/09/27 01:53:43, go1.19.10)', 'CockroachDB'],
    ['PostgreSQL 11.2-YB-2.20.1.0-b0 on x86_64-pc-linux-gnu, compiled by clang version 16.0.6', 'YugabyteDB'],
    ['PostgreSQL 11.2-YB-2024.2.3.0-b0 on x86_64-pc-linux-gnu, 64-bit', 'YugabyteDB'],
  ])('%s: %s has none', (version, product) => {
    expect(locklessBecause(version)).toContain(product);
  });

  it.each([
    'PostgreSQL 15.12-YB-2025.1.0.0-b0 on x86_64-pc-linux-gnu, 64-bit',
    'PostgreSQL 15.12-YB-2026.1.0.0-b0 on x86_64-pc-linux-gnu, 64-bit',
    'PostgreSQL 15.12-YB-2.27.0.0-b246 on x86_64-pc-linux-gnu, 64-bit',
    'PostgreSQL 18.4 on x86_64-pc-linux-gnu, compiled by gcc (GCC) 8.5.0 20210514 (Red Hat 8.5.0-20), 64-bit',
    '18.4',
  ])('%s: nothing is known', (version) => {
    expect(locklessBecause(version)).toBeUndefined();
  });
});
