import { ILike, type FindOperator } from 'typeorm';

/** Matches texts that contain the given one, in any case; its `%`, `_` and `\` stand for themselves. */
export const contains = (text: string): FindOperator<string> => ILike(`%${text.replace(/[\\%_]/g, '\\$&')}%`);
