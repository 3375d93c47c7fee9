/** Whether a PATCH says anything: what it leaves out is undefined, and TypeORM refuses an UPDATE that sets nothing. */
export const hasChanges = (dto: object): boolean => Object.values(dto).some((value) => value !== undefined);
