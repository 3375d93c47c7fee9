/** `birthDate`, `BirthDate`, `birth-date` and `birth_date` are the words birth and date. */
const wordsOf = (text: string): string[] =>
  text
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

export const pascalCase = (text: string): string => wordsOf(text).map(capital).join('');
export const camelCase = (text: string): string => {
  const name = pascalCase(text);
  return name.charAt(0).toLowerCase() + name.slice(1);
};
export const kebabCase = (text: string): string => wordsOf(text).join('-');
export const snakeCase = (text: string): string => wordsOf(text).join('_');
export const spaced = (text: string): string => wordsOf(text).join(' ');
