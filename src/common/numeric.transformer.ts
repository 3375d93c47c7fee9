import type { ValueTransformer } from 'typeorm';

/** PostgreSQL's numeric arrives as text, since it may hold more digits than a JavaScript number; ours never do. */
export const numericTransformer: ValueTransformer = {
  to: (value?: number | null) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};
