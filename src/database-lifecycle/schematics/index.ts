export { entity } from './entity.schematic';
export { feature } from './feature.schematic';
export { migration } from './migration.schematic';
export { nestAdd } from './nest-add.schematic';
export { seeder } from './seeder.schematic';
