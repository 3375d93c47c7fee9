import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { databaseOptions } from '../../src/config/database.options';
import { parseEnvironment } from '../../src/config/environment.parser';
import type { TestApp } from '../app/support/test-app';

/** The app's DataSource beside the app, as another process would have it. */
export async function besideApp(
  url: string,
  work: (dataSource: DataSource) => Promise<unknown>,
  replicas = '',
): Promise<void> {
  const environment = parseEnvironment({ DATABASE_URL: url, DATABASE_REPLICA_URLS: replicas });
  const dataSource = new DataSource(databaseOptions(environment, url));
  await dataSource.initialize();
  try {
    await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/** What `migration:run` does, by somebody else. */
export const migrate = (url: string): Promise<void> => besideApp(url, (dataSource) => dataSource.runMigrations());

export const ready = ({ app }: TestApp) => request(app.getHttpServer()).get('/health/ready');

/** Answers with how long it took, in milliseconds, until the app answers so. */
export async function becomes(test: TestApp, status: 200 | 503): Promise<number> {
  const started = performance.now();
  while ((await ready(test)).status !== status) {
    if (performance.now() - started > 20_000) throw new Error(`/health/ready did not become ${status} within 20 s`);
    await sleep(100);
  }
  return performance.now() - started;
}
