const asked = Number(process.env.MIGRATION_ROUNDS ?? 0);

/** How often to try what goes wrong by chance, if it does; more with MIGRATION_ROUNDS. */
export const rounds = (usual: number): number => Math.max(asked, usual);
