import { DataTypes, Sequelize, type ModelAttributeColumnOptions } from 'sequelize';
import { LABELS, type BenchColumn } from '../model';
import type { Contestant } from './contestant';

const ofType = (type: BenchColumn['type']): ModelAttributeColumnOptions =>
  ({
    uuid: { type: DataTypes.UUID },
    text: { type: DataTypes.TEXT },
    varchar: { type: DataTypes.STRING(120) },
    integer: { type: DataTypes.INTEGER },
    numeric: { type: DataTypes.DECIMAL(10, 2), defaultValue: 0 },
    boolean: { type: DataTypes.BOOLEAN, defaultValue: true },
    enum: { type: DataTypes.ENUM(...LABELS), defaultValue: LABELS[0] },
    jsonb: { type: DataTypes.JSONB },
    timestamptz: { type: DataTypes.DATE, defaultValue: Sequelize.fn('now') },
  })[type];

const keyTo = (table: string): ModelAttributeColumnOptions => ({
  type: DataTypes.UUID,
  primaryKey: true,
  references: { model: table, key: 'id' },
});

/** `sync()` asks for each table whether it is there, makes it, and asks for its indexes; it compares no column. */
export const sequelize: Contestant = {
  name: 'Sequelize sync',
  async open(url, { tables, junctions }) {
    const orm = new Sequelize(url, { logging: false, pool: { min: 1 } });
    for (const { name, columns, parent } of tables) {
      orm.define(
        name,
        {
          id: { type: DataTypes.UUID, primaryKey: true, defaultValue: Sequelize.fn('gen_random_uuid') },
          ...Object.fromEntries(
            columns.map((column) => [
              column.name,
              { ...ofType(column.type), allowNull: column.nullable, unique: column.unique },
            ]),
          ),
          ...(parent !== null && {
            parent_id: { type: DataTypes.UUID, allowNull: true, references: { model: parent, key: 'id' } },
          }),
        },
        {
          tableName: name,
          timestamps: false,
          indexes: columns.filter(({ indexed }) => indexed).map((column) => ({ fields: [column.name] })),
        },
      );
    }
    for (const { name, left, right } of junctions) {
      orm.define(
        name,
        { left_id: keyTo(left), right_id: keyTo(right) },
        { tableName: name, timestamps: false, indexes: [{ fields: ['left_id'] }, { fields: ['right_id'] }] },
      );
    }
    await orm.authenticate();
    return { sync: () => orm.sync(), close: () => orm.close() };
  },
};
