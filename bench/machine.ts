import { existsSync, readFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly postgres: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly date: string;
}

const PEERS = ['typeorm', '@mikro-orm/postgresql', 'sequelize', 'drizzle-kit', 'pg'];

/** Peers are the bench's own dependencies, the rest is the project's. */
function versionOf(name: string): string {
  const file = [join(__dirname, 'node_modules'), join(__dirname, '..', 'node_modules')]
    .map((modules) => join(modules, name, 'package.json'))
    .find((path) => existsSync(path));
  return file === undefined ? 'absent' : (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** The machine and versions, without which a figure means nothing. */
export const machine = (postgres: string): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${arch()}`,
  node: process.version,
  postgres,
  versions: Object.fromEntries(PEERS.map((name) => [name, versionOf(name)])),
  date: new Date().toISOString().slice(0, 10),
});
