import type { EntityModel } from '../model/entity.model';

export const moduleFile = ({ directory, names }: EntityModel): string => `${directory}/${names.directory}.module.ts`;

/** A module with nothing in it; what belongs there is registered as in one that exists. */
export const moduleSource = ({ names }: EntityModel): string => `import { Module } from '@nestjs/common';

@Module({})
export class ${names.feature}Module {}
`;
