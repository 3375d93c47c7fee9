export { entity } from './entity.schematic';
export { feature } from './feature.schematic';
export { migration } from './migration.schematic';
