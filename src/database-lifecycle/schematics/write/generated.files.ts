import type { Tree } from '@angular-devkit/schematics';
import { ModelError } from '../model/model.error';
import { formatSources } from './prettier.formatter';
import { checkSource } from './source.checker';

/** As the file ends its lines so far: else every line of one from Windows would be changed. */
const endedAs = (before: string | undefined, text: string): string =>
  before?.includes('\r\n') ? text.replace(/\r?\n/g, '\r\n') : text;

/** What a schematic will create and change; nothing reaches the tree before all of it is known. */
export class GeneratedFiles {
  private readonly texts = new Map<string, string>();

  constructor(private readonly tree: Tree) {}

  create(path: string, text: string): void {
    this.texts.set(path, text);
  }

  /** The text as it will be. */
  read(path: string): string {
    return this.texts.get(path) ?? this.tree.readText(path);
  }

  exists(path: string): boolean {
    return this.texts.has(path) || this.tree.exists(path);
  }

  change(path: string, change: (text: string) => string): void {
    const before = this.read(path);
    const after = change(before);
    if (after !== before) this.texts.set(path, after);
  }

  /** @throws ModelError when a file to create is there already */
  refuseExisting(paths: readonly string[]): void {
    const there = paths.filter((path) => this.tree.exists(path));
    if (there.length > 0) throw ModelError.exists(there);
  }

  /** What was written, by path; without `before` where there was no such file. */
  readonly changes = new Map<string, { readonly before?: string; readonly after: string }>();

  /**
   * Formats and writes them into the tree, which writes all to disk or, when anything fails, nothing.
   * @throws SourceError for what would not compile
   */
  write(): void {
    const sources = Object.fromEntries([...this.texts].filter(([path]) => path.endsWith('.ts')));
    for (const [path, text] of Object.entries(sources)) checkSource(path, text, this.before(path));
    const formatted = formatSources(process.cwd(), sources);
    for (const [path, text] of this.texts) {
      const before = this.before(path);
      const after = endedAs(before, formatted[path] ?? text);
      if (before === undefined) this.tree.create(path, after);
      else this.tree.overwrite(path, after);
      this.changes.set(path, { before, after });
    }
  }

  private before(path: string): string | undefined {
    return this.tree.exists(path) ? this.tree.readText(path) : undefined;
  }
}
