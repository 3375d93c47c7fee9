/** How to start npm: on Windows it is a script, which only a shell finds. */
export const NPM = { shell: process.platform === 'win32' } as const;
