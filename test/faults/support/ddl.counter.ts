import type { Client } from 'pg';
import { DISTURBANCE } from './committed.state';
import { PASS_GATE } from './gate';

/** Counts the commands that change the catalog; the given one, from 1, stands at the gate in its middle. */
export const countDdl = (client: Client, gated = 0): Promise<unknown> =>
  client.query(`CREATE SCHEMA ${DISTURBANCE}; CREATE SEQUENCE ${DISTURBANCE}.commands;
    CREATE FUNCTION ${DISTURBANCE}.count() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
      IF nextval('${DISTURBANCE}.commands') = ${gated} THEN ${PASS_GATE.replace('SELECT', 'PERFORM')}; END IF; END $$;
    CREATE EVENT TRIGGER ${DISTURBANCE} ON ddl_command_end EXECUTE FUNCTION ${DISTURBANCE}.count()`);

export async function countedDdl(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT CASE WHEN is_called THEN last_value ELSE 0 END::int AS count FROM ${DISTURBANCE}.commands`,
  );
  return rows[0]!.count;
}
