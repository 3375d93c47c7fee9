/** How often to try what chance decides; a minute's worth when nothing is asked for. */
export const rounds = (usual: number): number => Number(process.env.RESET_ROUNDS ?? usual);
