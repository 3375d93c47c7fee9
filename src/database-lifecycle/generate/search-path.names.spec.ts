import { withoutSchema } from './search-path.names';

describe('withoutSchema()', () => {
  it.each([
    ['DROP TABLE "public"."users"', 'DROP TABLE "users"'],
    ['SELECT u.name FROM public.users u', 'SELECT u.name FROM users u'],
    [`SELECT nextval('public.users_id_seq'::regclass)`, `SELECT nextval('users_id_seq'::regclass)`],
    [`SELECT nextval('"public"."Users_id_seq"'::regclass)`, `SELECT nextval('"Users_id_seq"'::regclass)`],
  ])('of %s is %s', (sql, brief) => expect(withoutSchema(sql, 'public')).toBe(brief));

  it.each([
    `SELECT nextval('depot.users_id_seq'::regclass)`,
    `SELECT nextval('users_id_seq'::regclass)`,
    `SELECT 'public.users', 'public.users'::text`,
    'SELECT id FROM depot.public',
    'SELECT depot.public.id FROM depot.public',
    'SELECT public.* FROM depot.users public',
    'SELECT id AS public FROM users',
    `SELECT 'public' || '.' || 'users'`,
  ])('leaves %s as it is', (sql) => expect(withoutSchema(sql, 'public')).toBe(sql));
});
