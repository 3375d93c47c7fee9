import { accessSync, constants } from 'node:fs';
import type { CustomHelpers } from 'joi';

/** A joi rule for a variable that holds the path of a file. */
export function readableFileRule(path: string, helpers: CustomHelpers) {
  try {
    accessSync(path, constants.R_OK);
    return path;
  } catch (error) {
    return helpers.error('variable.fault', {
      fault: `"${path}" can not be read (${(error as NodeJS.ErrnoException).code}), expected a file in PEM form`,
    });
  }
}
