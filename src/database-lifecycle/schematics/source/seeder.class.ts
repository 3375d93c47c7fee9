import ts from 'typescript';
import { decoratedClasses, decoratorOf, parseSource, textOf, valueIn } from './class.reader';

/** A seeder of the app, as its file says. */
export interface SeederClass {
  readonly key: string;
  /** Names of the entities' classes. */
  readonly entities: readonly string[];
}

/** The seeders of one file. */
export function seedersIn(path: string, text: string): SeederClass[] {
  const source = parseSource(path, text);
  return decoratedClasses(source, 'Seeder').flatMap((node) => {
    const options = decoratorOf(node, 'Seeder')?.arguments[0];
    const [key, entities] = [textOf(valueIn(options, 'key')), valueIn(options, 'entities')];
    if (key === undefined || !entities || !ts.isArrayLiteralExpression(entities)) return [];
    return [{ key, entities: entities.elements.map((element) => element.getText(source)) }];
  });
}
