import { quoteLiteral } from '../sql/identifier';

/** What the comment on a trash begins with, whosever it is. */
export const TRASH_MARK = '{"trash":"nest-database-lifecycle","owner":"';

const FURTHER = ['Belongs to the trash ', ', whose comment says what is here'] as const;

/** The comment on each further schema of a trash, which is called by its first one. */
export const furtherPlaceComment = (trash: string): string => FURTHER.join(trash);

/**
 * Oids of the schemas that hold what resets have set aside: no comparison or count includes them. Its aliases can not
 * collide with those of a query around it.
 */
export const TRASH_SCHEMAS = `(WITH trash AS MATERIALIZED (
      SELECT trash_schema.oid, trash_schema.nspname, description FROM pg_namespace trash_schema
      JOIN pg_description ON classoid = 'pg_namespace'::regclass AND objoid = trash_schema.oid AND objsubid = 0
      WHERE starts_with(description, ${quoteLiteral(TRASH_MARK)}) OR starts_with(description, ${quoteLiteral(FURTHER[0])})
    )
    SELECT oid FROM trash WHERE starts_with(description, ${quoteLiteral(TRASH_MARK)}) OR description IN (
      SELECT ${quoteLiteral(FURTHER[0])} || nspname || ${quoteLiteral(FURTHER[1])} FROM trash WHERE starts_with(description, ${quoteLiteral(TRASH_MARK)})))`;
