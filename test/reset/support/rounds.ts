/** How often to try what chance decides; a minute's worth when nothing is asked for. */
export const rounds = (usual: number): number => Number(process.env.RESET_ROUNDS ?? usual);

/** Whether more is to be tried than a run of all tests has time for. */
export const isThorough = process.env.RESET_ROUNDS !== undefined;
