/** What no rule below gives, singular to plural. */
const IRREGULAR = new Map([
  ['person', 'people'],
  ['child', 'children'],
  ['man', 'men'],
  ['woman', 'women'],
  ['foot', 'feet'],
  ['tooth', 'teeth'],
  ['goose', 'geese'],
  ['mouse', 'mice'],
  ['leaf', 'leaves'],
  ['life', 'lives'],
  ['shelf', 'shelves'],
  ['knife', 'knives'],
  ['half', 'halves'],
  ['hero', 'heroes'],
  ['potato', 'potatoes'],
  ['tomato', 'tomatoes'],
  ['analysis', 'analyses'],
  ['diagnosis', 'diagnoses'],
  ['crisis', 'crises'],
  ['movie', 'movies'],
  ['cookie', 'cookies'],
  ['cache', 'caches'],
  ['house', 'houses'],
  ['course', 'courses'],
  ['case', 'cases'],
  ['purchase', 'purchases'],
  ['license', 'licenses'],
  ['response', 'responses'],
  ['expense', 'expenses'],
  ['database', 'databases'],
  ['release', 'releases'],
  ['size', 'sizes'],
  ['prize', 'prizes'],
  ['species', 'species'],
  ['series', 'series'],
  ['sheep', 'sheep'],
  ['fish', 'fish'],
  ['news', 'news'],
  ['equipment', 'equipment'],
  ['information', 'information'],
]);
const SINGULARS = new Map([...IRREGULAR].map(([one, many]) => [many, one]));

/** Applies to the last word of a name in kebab-case. */
function ofLastWord(name: string, change: (word: string) => string): string {
  const start = name.lastIndexOf('-') + 1;
  return name.slice(0, start) + change(name.slice(start));
}

/** The plural of a name in kebab-case. */
export const plural = (name: string): string =>
  ofLastWord(name, (word) => {
    const irregular = IRREGULAR.get(word);
    if (irregular !== undefined) return irregular;
    if (/[^aeiou]y$/.test(word)) return word.replace(/y$/, 'ies');
    return /(?:s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
  });

/** The singular of a name in kebab-case; of one that is singular, itself. */
export const singular = (name: string): string =>
  ofLastWord(name, (word) => {
    const irregular = SINGULARS.get(word);
    if (irregular !== undefined) return irregular;
    if (IRREGULAR.has(word) || /(?:ss|us|is)$/.test(word) || !word.endsWith('s')) return word;
    if (/[^aeiou]ies$/.test(word)) return word.replace(/ies$/, 'y');
    return word.replace(/(?<=(?:s|x|z|ch|sh))es$|s$/, '');
  });
