import ts from 'typescript';
import { decoratedClasses, decoratorOf, parseSource, valueIn } from './class.reader';
import { EditByHandError } from './edit-by-hand.error';
import { addImport } from './import.editor';
import { applyEdits, insertion, type TextEdit } from './text.edits';

/** Adds to a list, unless an element is written in the same way; before a trailing comma as well as without one. */
function addElement(source: ts.SourceFile, list: ts.ArrayLiteralExpression, text: string): TextEdit[] {
  if (list.elements.some((element) => element.getText(source) === text)) return [];
  const last = list.elements.at(-1);
  return [last ? insertion(last.getEnd(), `, ${text}`) : insertion(list.getEnd() - 1, text)];
}

/** Edits the text of one module's file by its syntax tree; what is there already is not added again. */
export class ModuleEditor {
  constructor(
    private readonly path: string,
    private text: string,
  ) {}

  get edited(): string {
    return this.text;
  }

  /** @param property `imports`, `providers`, `controllers` or `exports` */
  add(property: string, expression: string): this {
    return this.edit((source) => this.addTo(source, property, expression));
  }

  /** Adds a module ahead of those that are there, so that a global one bootstraps before them. */
  addFirstImport(expression: string): this {
    return this.edit((source) => {
      const imports = valueIn(this.metadata(source), 'imports');
      const [first] = imports && ts.isArrayLiteralExpression(imports) ? imports.elements : [];
      if (!first) return this.addTo(source, 'imports', expression);
      // On a line of its own where the first one is.
      const [gap] = /\s*$/.exec(source.text.slice(first.getFullStart(), first.getStart(source)))!;
      return [insertion(first.getStart(source), `${expression},${gap || ' '}`)];
    });
  }

  /** Adds the class to the list of `TypeOrmModule.forFeature([...])`, and that to the imports where there is none. */
  addEntity(entity: string): this {
    return this.edit((source) => {
      const list = this.featureList(source);
      return list
        ? addElement(source, list, entity)
        : this.addTo(source, 'imports', `TypeOrmModule.forFeature([${entity}])`);
    }).import('TypeOrmModule', '@nestjs/typeorm');
  }

  /** Adds a class to a list, and imports it. */
  register(property: string, name: string, from: string): this {
    return this.add(property, name).import(name, from);
  }

  import(name: string, from: string): this {
    return this.edit((source) => addImport(source, name, from));
  }

  private edit(editsOf: (source: ts.SourceFile) => TextEdit[]): this {
    this.text = applyEdits(this.text, editsOf(parseSource(this.path, this.text)));
    return this;
  }

  private metadata(source: ts.SourceFile): ts.ObjectLiteralExpression {
    const [module] = decoratedClasses(source, 'Module');
    const argument = module && decoratorOf(module, 'Module')?.arguments[0];
    if (!argument || !ts.isObjectLiteralExpression(argument)) throw EditByHandError.noModule(this.path);
    return argument;
  }

  private addTo(source: ts.SourceFile, property: string, expression: string): TextEdit[] {
    const metadata = this.metadata(source);
    const list = valueIn(metadata, property);
    if (list && ts.isArrayLiteralExpression(list)) return addElement(source, list, expression);
    // One that is spread or given by its name alone would be replaced by a second one behind it.
    const hidden = metadata.properties.find(
      (one) => ts.isSpreadAssignment(one) || one.name.getText(source) === property,
    );
    const found = list ?? hidden;
    if (found) throw EditByHandError.notAList(this.path, property, found.getText(source));
    const last = metadata.properties.at(-1);
    const text = `${property}: [${expression}]`;
    return [last ? insertion(last.getEnd(), `, ${text}`) : insertion(metadata.getEnd() - 1, ` ${text} `)];
  }

  /** The list of the first `TypeOrmModule.forFeature([...])` that is for the unnamed DataSource. */
  private featureList(source: ts.SourceFile): ts.ArrayLiteralExpression | undefined {
    const imports = valueIn(this.metadata(source), 'imports');
    if (!imports || !ts.isArrayLiteralExpression(imports)) return undefined;
    const [list] = imports.elements
      .filter(ts.isCallExpression)
      .filter((call) => call.expression.getText(source) === 'TypeOrmModule.forFeature' && call.arguments.length === 1)
      .map((call) => call.arguments[0]!);
    return list && ts.isArrayLiteralExpression(list) ? list : undefined;
  }
}
