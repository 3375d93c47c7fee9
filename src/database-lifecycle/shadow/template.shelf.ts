import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { UNKNOWN_DATABASE } from '../connect/connection.diagnosis';
import { withSession, type PostgresError, type SqlSession } from '../sql/sql.session';
import { connectToScratch, makeShadow, type Workshop } from './shadow.maker';
import { bareOptions, shadowOptions } from './shadow.options';
import { dropShadow } from './shadow.query';
import { parseTemplateName, templateName, type TemplateName } from './template.name';
import { noteOn, SIGNATURE, TEMPLATES, toTemplate, type TemplateRow } from './template.query';

/**
 * How many of the newest templates are kept on a server. Each takes the space of its tables; rarely is more than one in
 * use.
 */
const KEPT = 8;

/** A hash in hexadecimal that fits into a database's name. */
const HASH_LENGTH = 24;

type Template = TemplateRow & TemplateName;

const templatesIn = async (session: SqlSession): Promise<Template[]> =>
  (await session.query<TemplateRow>(TEMPLATES))
    .flatMap((row) => {
      const parsed = parseTemplateName(row.name);
      return parsed ? [{ ...row, ...parsed }] : [];
    })
    .toSorted((one, other) => other.createdAt - one.createdAt);

/** Drops all but the newest, and of those that hold the same all but the newest; never one that somebody looks into. */
async function dropOld(session: SqlSession): Promise<void> {
  const kept = new Set<string>();
  for (const { name, hash, busy } of await templatesIn(session)) {
    if (busy || (kept.size < KEPT && !kept.has(hash))) kept.add(hash);
    // Another run may be faster, or somebody looks into it right now; then it is for the next one.
    else await session.send(dropShadow(name)).catch(() => undefined);
  }
}

/**
 * The template databases of a server: shadows that were filled by what is known to be always the same, and kept. They
 * are read where they stand: to copy one costs as much as to fill it anew, as most of both is making files.
 */
export class TemplateShelf {
  private signed?: Promise<string>;

  constructor(private readonly workshop: Workshop) {}

  /** Of all on this server that decides, beside the statements themselves, what they make. */
  signature(): Promise<string> {
    const { maintenance, settings, schema, externalTables, options } = this.workshop;
    const installs = options.installExtensions !== false;
    return (this.signed ??= withSession(maintenance, async (session) => {
      const [rows] = await session.send(SIGNATURE);
      return JSON.stringify([rows![0]!.signature, settings, schema, externalTables, installs]);
    }));
  }

  /**
   * Lends a database that holds what `fill` makes, to `read` it only. It is made once, and again when the key, the
   * server or its settings are others.
   * @param key of all that decides what `fill` sends
   */
  async filled<Result>(
    key: string,
    fill: (dataSource: DataSource) => Promise<unknown>,
    read: (dataSource: DataSource) => Promise<Result>,
  ): Promise<Result> {
    const hash = await this.hashOf(key);
    const template = await this.find(hash);
    const dataSource = template && (await this.connect(template.name));
    if (!dataSource) return this.fill(hash, fill, read);
    try {
      return await read(dataSource);
    } finally {
      await dataSource.destroy();
    }
  }

  /** The database that holds what a `fill` of that key made; undefined where there is none. */
  async nameOf(key: string): Promise<string | undefined> {
    return (await this.find(await this.hashOf(key)))?.name;
  }

  /** What was noted on the templates, the newest first. */
  notes(): Promise<string[]> {
    return withSession(this.workshop.maintenance, async (session) =>
      (await templatesIn(session)).flatMap(({ note }) => note ?? []),
    );
  }

  /** Notes something on the template of that key, for as long as it is there; nothing where there is none. */
  async note(key: string, text: string): Promise<void> {
    const template = await this.find(await this.hashOf(key));
    if (!template || template.note === text) return;
    // Another run may have dropped it, or be writing right now; it is only a note.
    await withSession(this.workshop.maintenance, (session) => session.send(noteOn(template.name, text))).catch(
      () => undefined,
    );
  }

  private async hashOf(key: string): Promise<string> {
    const all = JSON.stringify([await this.signature(), key]);
    return createHash('sha256').update(all).digest('hex').slice(0, HASH_LENGTH);
  }

  private find(hash: string): Promise<Template | undefined> {
    return withSession(this.workshop.maintenance, async (session) =>
      (await templatesIn(session)).find((template) => template.hash === hash),
    );
  }

  /** Undefined when another run has dropped it just now. */
  private async connect(name: string): Promise<DataSource | undefined> {
    const options = bareOptions(shadowOptions(this.workshop.options, name));
    try {
      return await connectToScratch(options, name);
    } catch (error) {
      if ((error as PostgresError).code !== UNKNOWN_DATABASE) throw error;
      return undefined;
    }
  }

  private fill<Result>(
    hash: string,
    fill: (dataSource: DataSource) => Promise<unknown>,
    read: (dataSource: DataSource) => Promise<Result>,
  ): Promise<Result> {
    const work = async (dataSource: DataSource): Promise<Result> => {
      await fill(dataSource);
      return read(dataSource);
    };
    return makeShadow(this.workshop, work, async (session, shadow) => {
      await session.send(...toTemplate(shadow, templateName(hash)));
      await dropOld(session);
    });
  }
}
