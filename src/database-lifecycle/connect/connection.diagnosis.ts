import { type ConnectionTarget, printableTarget } from '../errors/database-connection.error';
import { printable } from '../errors/printable';
import { quoteIdentifier } from '../sql/identifier';

/** SQLSTATE invalid_catalog_name. */
export const UNKNOWN_DATABASE = '3D000';

export interface ConnectionDiagnosis {
  readonly what: string;
  readonly remedies: readonly string[];
  /** Whether waiting may help by itself. */
  readonly passing: boolean;
}

/** @param said the error's own words */
type Describe = (target: ReturnType<typeof printableTarget>, said: string) => ConnectionDiagnosis;

const passing = (what: string, ...remedies: string[]): ConnectionDiagnosis => ({ what, remedies, passing: true });
const final = (what: string, ...remedies: string[]): ConnectionDiagnosis => ({ what, remedies, passing: false });

const starting: Describe = ({ host, port }) =>
  passing(
    'the server is starting up or shutting down.',
    `Wait until it accepts connections: pg_isready -h ${host} -p ${port}`,
  );

const tls: Describe = () =>
  final(
    'the TLS handshake failed: the server does not speak TLS, or its certificate is not trusted.',
    'Without TLS on the server: add ?sslmode=disable to DATABASE_URL.',
    'With a certificate of a private authority: set DATABASE_SSL_CA to its file and use ?sslmode=verify-full.',
    'A URL with sslmode or ssl takes the place of the DataSource option ssl, whatever that says.',
  );

const unreachable: Describe = ({ host }) =>
  passing(
    `there is no way to the host ${host}.`,
    'Check the network, VPN or container network, and the host in DATABASE_URL.',
  );

const unknownHost: Describe = ({ host }) =>
  final(`the host name ${host} is not known.`, 'Correct the host in DATABASE_URL.');

/** PostgreSQL itself never answers so to a client that speaks its protocol. */
const pooler: Describe = (_, said) =>
  passing(
    `a pooler (PgBouncer or another) answers in its place: ${said}`,
    "See whether the pooler reaches the server, and whether it has connections left: its log, and SHOW POOLS in PgBouncer's console.",
  );

/**
 * Without DATABASE_URL the server may be the embedded one, which every command starts, or its address comes from
 * elsewhere.
 */
const startIt = (): string =>
  process.env.DATABASE_URL ? 'Start the server' : 'Start the server (an embedded one: npm run db:status)';

/** As in a container whose user is none of /etc/passwd. */
const nameless: Describe = () =>
  final(
    'no role is named, and the user of the operating system has no name to go by.',
    'Name it in DATABASE_URL (postgres://role:password@host:port/database), or in PGUSER.',
  );

/** SQLSTATE invalid_authorization_specification. */
const UNKNOWN_ROLE = '28000';

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|::1)$/;

/** By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html) or the code of a Node.js socket error. */
const DIAGNOSES: Readonly<Record<string, Describe>> = {
  ECONNREFUSED: ({ host, port }) =>
    passing(
      'nothing listens there (connection refused).',
      `${startIt()}, or correct host and port (DATABASE_URL); check with: pg_isready -h ${host} -p ${port}`,
      ...(LOOPBACK.test(host)
        ? [`In a container ${host} is the container itself: name the service of the database, or host.docker.internal.`]
        : []),
    ),
  ENOENT: ({ host, port }) =>
    passing(
      `there is no socket in ${host}.`,
      `Start the server, or correct the directory in DATABASE_URL; check with: pg_isready -h ${host} -p ${port}`,
    ),
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ENOTFOUND: unknownHost,
  // What no resolver takes for a name.
  EINVAL: unknownHost,
  EAI_AGAIN: ({ host }) =>
    passing(`the host name ${host} can not be resolved right now.`, 'Check the network and the host in DATABASE_URL.'),
  ERR_SOCKET_BAD_PORT: () =>
    final('there is no such port, expected 1 to 65535.', 'Correct the port in DATABASE_URL, or PGPORT.'),
  ETIMEDOUT: () => passing('no answer in time.', 'Check the network, firewalls and the host in DATABASE_URL.'),
  ECONNRESET: () =>
    passing(
      'the connection was closed while it was being made.',
      'Check what stands between: proxies, poolers, the server log.',
    ),
  '08P01': pooler,
  '57P03': starting,
  '57P01': starting,
  '53300': () =>
    passing(
      'the server has no connection left (too many clients).',
      'Lower DATABASE_POOL_SIZE, close other clients, or raise max_connections on the server.',
    ),
  // The first session of a database writes a file of its own.
  '53100': () => final("the server's disk is full.", 'Make room on it: see data_directory in its postgresql.conf.'),
  '28P01': ({ role }) =>
    final(
      `the password for role ${role} is wrong.`,
      'Correct the password in DATABASE_URL (percent-encode special characters).',
    ),
  [UNKNOWN_ROLE]: ({ role, host }) =>
    final(
      `the server does not let role ${role} in from here (unknown role, or no line in pg_hba.conf, perhaps as TLS is required).`,
      `Create the role (CREATE ROLE ${quoteIdentifier(role)} LOGIN PASSWORD '...';), add a line for ${host} to pg_hba.conf, or set ?sslmode=require.`,
    ),
  [UNKNOWN_DATABASE]: ({ database }) =>
    final(
      `the database ${database} does not exist.`,
      `Create it: CREATE DATABASE ${quoteIdentifier(database)};`,
      'Or correct the name in DATABASE_URL.',
    ),
  '42501': ({ role, database }) =>
    final(
      `role ${role} may not connect to database ${database}.`,
      `As its owner: GRANT CONNECT ON DATABASE ${quoteIdentifier(database)} TO ${quoteIdentifier(role)};`,
    ),
};

/**
 * By SQLSTATE and the server's function that raised it, where other errors share the SQLSTATE. Not by the message: that
 * is in the language of lc_messages.
 */
const BY_ROUTINE: Readonly<Record<string, Describe>> = {
  '53300 InitializeSessionUserId': ({ role }) =>
    passing(
      `role ${role} has no connection left.`,
      `Lower DATABASE_POOL_SIZE, close its other clients, or raise its limit: ALTER ROLE ${quoteIdentifier(role)} CONNECTION LIMIT -1;`,
    ),
  '53300 CheckMyDatabase': ({ database }) =>
    passing(
      `database ${database} has no connection left.`,
      `Lower DATABASE_POOL_SIZE, close its other clients, or raise its limit: ALTER DATABASE ${quoteIdentifier(database)} CONNECTION LIMIT -1;`,
    ),
  '55000 CheckMyDatabase': ({ database }) =>
    final(
      `database ${database} lets nobody in.`,
      `Should it: ALTER DATABASE ${quoteIdentifier(database)} ALLOW_CONNECTIONS true;`,
      'Or correct the name in DATABASE_URL: a template lets nobody in, as copies are made of it.',
    ),
};

/** By message, for errors without a code of their own: those of node-postgres, or of a pooler. */
const BY_MESSAGE: readonly (readonly [RegExp, Describe])[] = [
  [
    /client password must be a (?:non-empty )?string/,
    ({ role }) =>
      final(
        `the server asks for a password of role ${role}, and there is none.`,
        'Give it in DATABASE_URL (postgres://role:password@host:port/database), in PGPASSWORD or in ~/.pgpass.',
      ),
  ],
  [
    /^unsupported startup parameter/,
    ({ role }, said) =>
      final(
        `a pooler (PgBouncer or another) takes no settings of a session: ${said}.`,
        `Take them out of DATABASE_URL (options=...) and PGOPTIONS, and give them to the role: ALTER ROLE ${quoteIdentifier(role)} SET ... = ...;`,
      ),
  ],
];

const TLS_ERROR = /\bSSL\b|\bTLS\b|certificate|self-signed|ERR_TLS/i;
const CUT_OFF = /Connection terminated|timeout expired|timeout exceeded/i;

/** The part of an error that tells what failed. */
interface Told {
  readonly code?: string;
  /** The function of PostgreSQL. */
  readonly routine?: string;
}

/** Of an error and those that it wraps, the first with a code; Node reports several addresses as an AggregateError. */
function toldBy(error: unknown): Told | undefined {
  const { code, routine, errors, driverError } = error as Told & { errors?: unknown[]; driverError?: unknown };
  if (code !== undefined) return { code, routine };
  return driverError ? toldBy(driverError) : errors?.map(toldBy).find(Boolean);
}

/** SQLSTATE protocol_violation, under which PgBouncer reports everything, and what its messages mean. */
const POOLERS_OWN = '08P01';
const MEANT: readonly (readonly [RegExp, string])[] = [
  [/authentication failed$/, '28P01'],
  [/^no such database: |^database ".*" does not exist$/, UNKNOWN_DATABASE],
];

function stateOf(error: unknown): string | undefined {
  const code = toldBy(error)?.code;
  if (code !== POOLERS_OWN) return code;
  return MEANT.find(([words]) => words.test((error as Error).message))?.[1] ?? code;
}

export const isUnknownDatabase = (error: unknown): boolean => stateOf(error) === UNKNOWN_DATABASE;

/** Tells why a connection failed; undefined for an error that has nothing to do with connecting. */
export function diagnose(error: unknown, target: ConnectionTarget): ConnectionDiagnosis | undefined {
  const message = String((error as Error)?.message);
  const told = toldBy(error);
  const described =
    (told?.code === UNKNOWN_ROLE && target.role === undefined ? nameless : undefined) ??
    BY_ROUTINE[`${told?.code} ${told?.routine}`] ??
    BY_MESSAGE.find(([words]) => words.test(message))?.[1] ??
    DIAGNOSES[stateOf(error) ?? ''] ??
    (TLS_ERROR.test(message) ? tls : undefined) ??
    (CUT_OFF.test(message) ? DIAGNOSES.ETIMEDOUT : undefined);
  const diagnosis = described?.(printableTarget(target), printable(message));
  if (!diagnosis || !target.replica) return diagnosis;
  const remedies = diagnosis.remedies.map((remedy) => remedy.replaceAll('DATABASE_URL', 'DATABASE_REPLICA_URLS'));
  return { ...diagnosis, remedies };
}
