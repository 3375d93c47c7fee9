import 'reflect-metadata';
import { createInterface } from 'node:readline';
import { Logger } from '@nestjs/common';
import { perform, type Order } from './order';

/** A process that performs an order for each line that it reads, and prints the answer as a line. */
createInterface({ input: process.stdin })
  .on('line', (line) => {
    void perform(JSON.parse(line) as Order).then((answer) => process.stdout.write(`${JSON.stringify(answer)}\n`));
  })
  // Also when its parent was killed.
  .on('close', () => process.exit(0));

// Standard output is for the answers.
Logger.overrideLogger(false);
process.stdout.write('ready\n');
