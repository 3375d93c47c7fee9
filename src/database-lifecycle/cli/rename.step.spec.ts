import { askRenames } from './rename.step';

it('gives the command line as a shell takes it where there is nobody to ask', async () => {
  const nobody = { interactive: false, ask: async () => null };
  const renames = [{ schema: 'public', table: 'Big Shelf', column: 'name', to: 'title' }];
  const asked = askRenames(nobody, [{ renames }], 'public', 'npm run migration:generate -- Titles');
  await expect(asked).rejects.toThrow(`npm run migration:generate -- Titles --rename 'Big Shelf.name:title'\n`);
});
