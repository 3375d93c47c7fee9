import { generate, plainApp } from './support';

// All that the package typescript exports from version 7 on.
jest.mock('typescript', () => ({ version: '7.0.2', versionMajorMinor: '7.0' }));

describe('beside TypeScript 7', () => {
  it.each([
    ['nest-add', {}],
    ['feature', { name: 'vet' }],
    ['entity', { name: 'vet' }],
    ['seeder', { name: 'vet' }],
    ['migration', { name: 'AddVets' }],
  ])('%s says which one it needs', async (schematic, options) => {
    await expect(generate(schematic, options, plainApp())).rejects.toThrow(
      'TypeScript 7.0.2 is installed, which has no API to read sources with; expected 5.3 to 6.',
    );
  });
});
