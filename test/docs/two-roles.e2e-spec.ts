import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import { startTestApp } from '../app/support/test-app';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { runMigrations } from '../../src/database-lifecycle/migrations/migration.runner';
import { besideApp } from '../health/support';
import { createEmptyDatabase, onServer } from '../support/test-database';

const GUIDE = readFileSync(join(__dirname, '..', '..', 'docs', 'deploying-with-many-replicas.md'), 'utf8');
const [, SQL = '', TAKING_BACK = ''] =
  /## Two roles[\s\S]*?```sql\n([\s\S]*?)```[\s\S]*?```sql\n([\s\S]*?)```/.exec(GUIDE) ?? [];
const KEY = 'a-key-of-sixteen-characters';

it('"Two roles" of the guide: one migrates, the other serves and may not change the schema', async () => {
  const database = await createEmptyDatabase();
  const [app, migrator] = [`${database.name}_app`, `${database.name}_migrator`];
  const as = (role: string): string => {
    const url = new URL(database.url);
    [url.username, url.password] = [role, '...'];
    return url.href;
  };
  await database.query(SQL.replaceAll('app_migrator', migrator).replace(/\bapp\b/g, app));
  try {
    await besideApp(as(migrator), (dataSource) =>
      runMigrations(lifecycleTarget(dataSource, { environment: 'production' })),
    );
    await database.query(TAKING_BACK.replace(/\bapp\b/g, app));
    const test = await startTestApp({ ENVIRONMENT: 'production', DATABASE_URL: as(app), API_KEY: KEY });
    try {
      const http = request(test.app.getHttpServer());
      const users = () => http.get('/users').set('Authorization', `Bearer ${KEY}`);
      expect((await users().expect(200)).body.meta.totalItems).toBe(0);
      await http
        .post('/users')
        .set('Authorization', `Bearer ${KEY}`)
        .send({ email: 'ada@example.com', fullName: 'Ada' })
        .expect(201);
      const alter = onServer(as(app), (client) => client.query('ALTER TABLE users ADD COLUMN x int'));
      await expect(alter).rejects.toThrow('must be owner of table users');
      const forget = onServer(as(app), (client) => client.query('DELETE FROM migrations'));
      await expect(forget).rejects.toThrow('permission denied for table migrations');
      await http.get('/health/ready').expect(200);
    } finally {
      await test.app.close();
    }
  } finally {
    await database.query(`DROP OWNED BY ${app}, ${migrator}; DROP ROLE ${app}; DROP ROLE ${migrator}`);
    await database.drop();
  }
});
