import type { AppShape } from '../app/app.shape';
import { importPath } from '../app/app.shape';
import { compareModules } from '../source/import.editor';

interface Names {
  readonly values: Set<string>;
  readonly types: Set<string>;
}

/** Collects what a file needs while its code is written, so that it imports that and nothing else. */
export class ImportList {
  private readonly modules = new Map<string, Names>();

  constructor(
    private readonly app: AppShape,
    private readonly file: string,
  ) {}

  /** @param target a package, or the path of a file of the app */
  value(target: string, ...names: readonly string[]): void {
    for (const name of names) this.namesFrom(target).values.add(name);
  }

  type(target: string, ...names: readonly string[]): void {
    for (const name of names) this.namesFrom(target).types.add(name);
  }

  toString(): string {
    return [...this.modules]
      .toSorted(([one], [other]) => compareModules(one, other))
      .map(([module, { values, types }]) => {
        const only = [...types].filter((name) => !values.has(name));
        const names = [
          ...[...values].map((name) => ({ name, text: name })),
          ...only.map((name) => ({ name, text: values.size > 0 ? `type ${name}` : name })),
        ].toSorted((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1));
        return `import ${values.size > 0 ? '' : 'type '}{ ${names.map(({ text }) => text).join(', ')} } from '${module}';`;
      })
      .join('\n');
  }

  private namesFrom(target: string): Names {
    const module = importPath(this.app, this.file, target);
    const names = this.modules.get(module) ?? { values: new Set(), types: new Set() };
    this.modules.set(module, names);
    return names;
  }
}
