import type { Client } from 'pg';
import { LIFECYCLE_TEST } from '../../../support/lifecycle-data-source';

const MESSAGE = 'a fault of this test';

/** Statements that fire event triggers, once each. */
const isDdl = (sql: string): boolean => /^(CREATE|ALTER|COMMENT|DROP) /.test(sql);

/** Something in the server that fails the n-th DDL of each transaction of the app. */
export interface FailingDdl {
  readonly message: string;
  /** @param statements what is about to be sent; @param pick which DDL of them fails, counted around */
  arm(statements: readonly string[], pick: number): Promise<void>;
  disarm(): Promise<void>;
}

const TRIGGER = `
  CREATE FUNCTION public.fail_at() RETURNS event_trigger LANGUAGE plpgsql AS $$
  DECLARE
    n int := coalesce(nullif(current_setting('faults.ddl', true), ''), '0')::int + 1;
  BEGIN
    IF current_setting('application_name') <> '${LIFECYCLE_TEST}' THEN RETURN; END IF;
    PERFORM set_config('faults.ddl', n::text, true);
    IF n::text = obj_description('public.fail_at()'::regprocedure) THEN RAISE EXCEPTION '${MESSAGE}'; END IF;
  END $$;
  CREATE EVENT TRIGGER fails ON ddl_command_start EXECUTE FUNCTION public.fail_at();`;

export const failingDdl = (client: Client): FailingDdl => ({
  message: MESSAGE,
  async arm(statements, pick) {
    const count = statements.filter(isDdl).length;
    await client.query(`${TRIGGER} COMMENT ON FUNCTION public.fail_at() IS '${1 + (pick % count)}'`);
  },
  async disarm() {
    await client.query('DROP EVENT TRIGGER IF EXISTS fails; DROP FUNCTION IF EXISTS public.fail_at()');
  },
});
