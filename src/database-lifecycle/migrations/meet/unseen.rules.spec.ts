import { isUnseen } from './unseen.rules';

const unseen = (statement: string): boolean => isUnseen(statement, 'typeorm_metadata');

it.each([
  'INSERT INTO roles VALUES (1)',
  'update users SET name = upper(name)',
  'WITH gone AS (DELETE FROM users RETURNING *) INSERT INTO old SELECT * FROM gone',
  'CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
  'CREATE TRIGGER t BEFORE INSERT ON "table" EXECUTE FUNCTION f()',
  'ALTER TABLE users ENABLE ROW LEVEL SECURITY',
  'CREATE POLICY p ON users USING (true)',
  'GRANT SELECT ON users TO reader',
  'DO $$ BEGIN NULL; END $$',
  'TRUNCATE users',
])('no catalog shows: %s', (statement) => expect(unseen(statement)).toBe(true));

it.each([
  'CREATE TABLE users (id int)',
  '-- users\nCREATE UNIQUE INDEX CONCURRENTLY i ON users (id)',
  'CREATE OR REPLACE VIEW v AS SELECT 1',
  'CREATE MATERIALIZED VIEW v AS SELECT 1',
  'ALTER TABLE "users" ADD "trigger" text',
  `ALTER TYPE mood ADD VALUE 'good'`,
  'DROP SEQUENCE s',
  `COMMENT ON TABLE users IS 'x'`,
  'SELECT * FROM current_schema()',
  `INSERT INTO "typeorm_metadata"("type") VALUES ('VIEW')`,
  `DELETE FROM "public"."typeorm_metadata" WHERE "type" = 'VIEW'`,
  '',
])('a catalog shows, or nothing is changed by: %s', (statement) => expect(unseen(statement)).toBe(false));
