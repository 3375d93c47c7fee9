/**
 * A line of a script that says something and does nothing. The names in it hold any character but NUL: a line break would
 * end the comment, and what follows in the name would be run.
 */
export const remark = (text: string): string => `-- ${text.replaceAll(/[\r\n]+/g, ' ')}`;
