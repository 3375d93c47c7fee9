import { quoteIdentifier, quoteLiteral } from '../sql/identifier';
import { TEMPLATE_PREFIX } from './template.name';

export interface TemplateRow {
  readonly name: string;
  readonly note: string | null;
  /** Whether somebody is connected to it. */
  readonly busy: boolean;
}

/** Databases that look like templates and belong to this role: what others made is not to be trusted. */
export const TEMPLATES = `SELECT datname AS name, shobj_description(oid, 'pg_database') AS note,
  EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid) AS busy
  FROM pg_database d WHERE starts_with(datname, '${TEMPLATE_PREFIX}') AND pg_has_role(datdba, 'USAGE')`;

/** What of the server and of this role's sessions decides, beside the statements, what they make and how that is shown. */
export const SIGNATURE = `SELECT md5(concat_ws(';', version(),
  (SELECT string_agg(name || ' ' || default_version, ',' ORDER BY name) FROM pg_available_extensions),
  (SELECT string_agg(name || '=' || setting, ',' ORDER BY name) FROM pg_settings
    WHERE category LIKE 'Client Connection Defaults%'))) AS signature`;

/** Nobody may be connected; from here on nobody changes it by mistake. */
export const toTemplate = (shadow: string, template: string): string[] => [
  `ALTER DATABASE ${quoteIdentifier(shadow)} SET default_transaction_read_only TO on`,
  `ALTER DATABASE ${quoteIdentifier(shadow)} RENAME TO ${quoteIdentifier(template)}`,
];

export const noteOn = (template: string, note: string): string =>
  `COMMENT ON DATABASE ${quoteIdentifier(template)} IS ${quoteLiteral(note)}`;
