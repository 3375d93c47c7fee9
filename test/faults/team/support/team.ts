import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { MigrationInterface } from 'typeorm';
import type { CatalogSnapshot } from '../../../../src/database-lifecycle';
import { differenceLine } from '../../../../src/database-lifecycle/drift/difference.lines';
import type { MigrationGenerateDocument } from '../../../../src/database-lifecycle/interfaces/command-documents.interface';
import { lifecycleTarget } from '../../../../src/database-lifecycle/lifecycle.target';
import { catalogReader, compareLive } from '../../../../src/database-lifecycle/migrations/expected.catalogs';
import { withSession } from '../../../../src/database-lifecycle/sql/sql.session';
import { appOn, callCli, json, type CliAnswer } from '../../../cli/support';
import { baseModel } from '../../../generate/base.model';
import { BASE_ROWS } from '../../../generate/base.rows';
import type { Change } from '../../../generate/change';
import { entitiesOf, forgetEntities } from '../../../generate/entities';
import { dataSourceOf } from '../../../generate/lab';
import type { Model } from '../../../generate/model';
import { createEmptyDatabase, type TestDatabase } from '../../../support/test-database';
import { expectKept, storedByOid } from '../../survival/support/stored.objects';

/** Somebody's database. */
export interface Member {
  readonly name: string;
  readonly environment: 'development' | 'production';
  readonly database: TestDatabase;
  readonly client: Client;
}

/** The entities after the edits; null when one of them is about what another took away, or no app would start so. */
export function modelAfter(edits: readonly Change[]): Model | null {
  const model = baseModel();
  try {
    for (const { make } of edits) make(model);
    entitiesOf(model);
    return model;
  } catch {
    return null;
  } finally {
    forgetEntities();
  }
}

/** Entities that contradict each other, of which PostgreSQL or the plan says so; they are taken back. */
const CONTRADICTION = /has the labels|invalid input value for enum/;
const DROPS = /drop what was made without the migration, then run again: (.+)\n/;

async function member(name: string, environment: Member['environment'] = 'development'): Promise<Member> {
  const database = await createEmptyDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  return { name, environment, database, client };
}

/** Two developers and production, who share entities and migrations, each with a database that has rows. */
export class Team {
  model = baseModel();
  private readonly migrations: (new () => MigrationInterface)[] = [];
  private readonly story: string[] = [];

  private constructor(
    private readonly directory: string,
    readonly developers: readonly [Member, Member],
    readonly production: Member,
  ) {}

  static async found(): Promise<Team> {
    const developers = [await member('Ada'), await member('Ben')] as const;
    const production = await member('production', 'production');
    const team = new Team(await mkdtemp(join(tmpdir(), 'team-')), developers, production);
    await team.generate('Create', []);
    for (const one of team.all) {
      await team.run(one);
      await one.client.query(BASE_ROWS);
    }
    return team;
  }

  get all(): readonly Member[] {
    return [...this.developers, this.production];
  }

  async dissolve(): Promise<void> {
    for (const { client, database } of this.all) {
      await client.end();
      await database.drop();
    }
    await rm(this.directory, { recursive: true });
  }

  note(line: string): void {
    this.story.push(line);
  }

  /** A start: creates what is missing, or says why it can not; what was there is as before. */
  async start(member: Member): Promise<void> {
    const before = await storedByOid(member.client);
    await this.call(member, ['db:init']);
    await expectKept(this.told('a start'), before, member.client);
  }

  /** @returns whether there is a migration of these edits; they are taken back otherwise */
  async generate(name: string, edits: readonly Change[]): Promise<boolean> {
    const renames = edits.flatMap((edit) => Object.entries(edit.renames ?? {}));
    const list = renames.map(([path, to]) => `${path.replace(/^public\./, '')}:${to}`).join(',');
    const flags = [list === '' ? '--no-rename' : `--rename=${list}`, '--allow-data-loss', '--json'];
    const answer = await this.call(this.developers[0], ['migration:generate', name, ...flags]);
    const isRefused = answer.exitCode === 4 || answer.exitCode === 2 || CONTRADICTION.test(answer.stderr);
    if (isRefused) return false;
    this.mustBeFine(answer);
    for (const { file } of json<MigrationGenerateDocument>(answer).generated)
      this.migrations.push(...Object.values(require(file!) as Record<string, new () => MigrationInterface>));
    return true;
  }

  /** Runs what is pending; a developer does what the message advises where it can not be done beside what is there. */
  async run(member: Member): Promise<void> {
    const answer = await this.call(member, ['migration:run']);
    const advice = DROPS.exec(answer.stderr)?.[1];
    if (advice === undefined || member.environment === 'production') return this.mustBeFine(answer);
    this.note(`  ${advice}`);
    await member.client.query(advice);
    this.mustBeFine(await this.call(member, ['migration:run']));
  }

  async revert(member: Member): Promise<void> {
    await this.call(member, ['migration:revert', '--allow-data-loss']);
  }

  /** All tables anew, and back. */
  async resetAndRestore(member: Member): Promise<void> {
    const before = await storedByOid(member.client);
    this.mustBeFine(await this.call(member, ['db:init', '--force'], `${member.database.name}\n`));
    this.mustBeFine(await this.call(member, ['db:restore', '--confirm', member.database.name]));
    await expectKept(this.told('a reset and its restore'), before, member.client);
  }

  /** The entities, the migrations and this database are one. */
  async mustAgree(developer: Member): Promise<void> {
    const answer = await this.call(developer, ['db:drift']);
    if (answer.exitCode !== 0) throw new Error(this.told(answer.stdout + answer.stderr));
  }

  /** A developer's database is what production is; what a start made of an entity that is gone again stays there. */
  async mustBeAlike(developer: Member): Promise<void> {
    const [expected, there] = [await this.catalogOf(this.production), await this.catalogOf(developer)];
    const lines = compareLive(expected, there).map(differenceLine);
    if (lines.length > 0) throw new Error(this.told(`${developer.name} differs from production:\n${lines.join('\n')}`));
  }

  private async catalogOf({ database }: Member): Promise<CatalogSnapshot> {
    const dataSource = await dataSourceOf(this.model, database.url);
    try {
      return await withSession(dataSource, catalogReader(lifecycleTarget(dataSource)));
    } finally {
      await dataSource.destroy();
    }
  }

  private async call({ name, environment, database }: Member, argv: string[], typed?: string): Promise<CliAnswer> {
    const app = appOn(database.url, {
      entities: entitiesOf(this.model),
      providers: [],
      dataSource: { migrations: [...this.migrations], uuidExtension: 'pgcrypto', installExtensions: false } as object,
      lifecycle: { environment, lockTimeoutMs: 5_000 },
    });
    const answer = await callCli(app, argv, { migrationsDirectory: this.directory, typed }).finally(forgetEntities);
    this.note(`${name}: ${argv.join(' ')} -> ${answer.exitCode}`);
    return answer;
  }

  private mustBeFine({ exitCode, stdout, stderr }: CliAnswer): void {
    if (exitCode !== 0) throw new Error(this.told(stdout + stderr));
  }

  private told(what: string): string {
    return [...this.story, what].join('\n');
  }
}
