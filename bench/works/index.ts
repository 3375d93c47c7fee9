import { createDurable, createInMemory } from './create.work';
import { crowded } from './crowded.work';
import { development } from './development.work';
import { drift } from './drift.work';
import { noop } from './noop.work';
import { oneMissing } from './one-missing.work';
import { plan } from './plan.work';
import { seeding } from './seeding.work';
import { nestStart } from './start.work';
import { status } from './status.work';
import type { Work } from './work';

export const works: readonly Work[] = [
  noop,
  crowded,
  createDurable,
  createInMemory,
  oneMissing,
  plan,
  status,
  drift,
  seeding,
  nestStart,
  development,
];
