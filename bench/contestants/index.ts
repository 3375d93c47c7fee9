import type { Contestant } from './contestant';
import { drizzleKit } from './drizzle.contestant';
import { mikroOrm } from './mikro-orm.contestant';
import { sequelize } from './sequelize.contestant';
import { ours, typeorm } from './typeorm.contestants';

export const contestants: readonly Contestant[] = [ours, typeorm, mikroOrm, sequelize, drizzleKit];
export { ours, typeorm };
