import type { LogLevel } from '@nestjs/common';
import Joi from 'joi';
import {
  databaseUrlRule,
  databaseUrlsRule,
  SCHEMA_EXPECTED,
  SCHEMA_NAME,
  schemaRule,
  withoutCaRule,
} from './database-url.rule';
import { certificateFileRule } from './certificate-file.rule';
import { originsRule } from './origins.rule';

/** What the app reads from its environment; `.env.example` says what each variable is for. */
export interface Environment {
  /** The name that counts once NODE_ENV was looked at, too: never empty, `development` by default. */
  readonly ENVIRONMENT: string;
  readonly NODE_ENV?: string;
  readonly PORT: number;
  /** Where it listens; undefined: on all of the machine's addresses. */
  readonly LISTEN_HOST?: string;
  /** Number of reverse proxies in front of the app. */
  readonly TRUST_PROXY: number;
  /** How long a connection without a request is kept open. */
  readonly KEEP_ALIVE_TIMEOUT_MS: number;
  readonly API_KEY?: string;
  /** Origins of web pages that may call the API; `*` for all. */
  readonly CORS_ORIGINS?: readonly string[];
  /** Requests that one client may send to one route in THROTTLE_TTL_MS. */
  readonly THROTTLE_LIMIT: number;
  readonly THROTTLE_TTL_MS: number;
  /** How long a stop may take to answer what is in flight. */
  readonly SHUTDOWN_TIMEOUT_MS: number;
  readonly LOG_FORMAT: 'text' | 'json';
  readonly LOG_LEVEL: LogLevel;
  /** Always there outside development and test. */
  readonly DATABASE_URL?: string;
  /** Standbys for reads. */
  readonly DATABASE_REPLICA_URLS?: readonly string[];
  readonly DATABASE_SSL_CA?: string;
  /** Also what DATABASE_URL has as `?schema=`. */
  readonly DATABASE_SCHEMA?: string;
  readonly DATABASE_POOL_SIZE: number;
  /** What a start does where tables come from migrations only, and the database is behind the code. */
  readonly DATABASE_ON_PENDING: 'unready' | 'fail' | 'ignore';
  readonly DATABASE_LOCK_TIMEOUT_MS?: number;
  readonly DATABASE_STATEMENT_TIMEOUT_MS?: number;
  /** A server for scratch databases only; without one a throw-away server is started where one is needed. */
  readonly SHADOW_DATABASE_URL?: string;
}

/** How a fault of a variable is put into words. */
export interface VariableMeta {
  /** What was expected, as the end of a sentence. */
  readonly expected: string;
  /** The value must not be shown. */
  readonly secret?: boolean;
}

const described = <T extends Joi.Schema>(schema: T, meta: VariableMeta): T => schema.empty('').meta(meta) as T;
const text = (expected: string) => described(Joi.string().trim(), { expected });
const secret = (expected: string) => described(Joi.string().trim(), { expected, secret: true });
const whole = (min: number, max: number) =>
  described(Joi.number().integer().min(min).max(max), { expected: `a whole number from ${min} to ${max}` });
const oneOf = (...values: string[]) =>
  described(
    Joi.string()
      .trim()
      .valid(...values),
    { expected: `one of ${values.join(', ')}` },
  );
const environmentName = () =>
  text('a name such as development, test or production')
    .max(100)
    .pattern(/^[^\p{C}]+$/u);
const milliseconds = (min: 0 | 1) => whole(min, 2 ** 31 - 1);

const UNLESS_NEEDED = { is: Joi.any().custom(withoutCaRule), otherwise: Joi.required() };

/** The one place that names a variable. */
export const environmentSchema = Joi.object<Environment, true>({
  ENVIRONMENT: environmentName(),
  NODE_ENV: environmentName(),
  PORT: whole(0, 65_535).default(3000),
  // Where no key is asked for, nobody else on the network gets in either. Not called HOST, which some shells set.
  LISTEN_HOST: described(Joi.string().trim().hostname(), { expected: 'a host name or an IP address' }).when('$policy', {
    is: 'migrations-only',
    otherwise: Joi.string().default('127.0.0.1'),
  }),
  TRUST_PROXY: whole(0, 16).default(0),
  // Longer than the 60 s of most load balancers: whoever closes first breaks off a request on its way.
  KEEP_ALIVE_TIMEOUT_MS: whole(1000, 3_600_000).default(65_000),
  // A header can carry no other characters.
  API_KEY: secret('at least 16 characters without spaces (openssl rand -base64 32)')
    .min(16)
    .pattern(/^[\x21-\x7e]+$/),
  CORS_ORIGINS: text('origins, separated by spaces, or *').custom(originsRule),
  // The throttler keeps a time for each request in the span, and looks at all of them again at each.
  THROTTLE_LIMIT: whole(1, 10_000).default(300),
  THROTTLE_TTL_MS: whole(1, 86_400_000).default(60_000),
  SHUTDOWN_TIMEOUT_MS: whole(100, 600_000).default(8000),
  LOG_FORMAT: oneOf('text', 'json').default('text'),
  LOG_LEVEL: oneOf('verbose', 'debug', 'log', 'warn', 'error', 'fatal').default('log'),
  DATABASE_URL: secret('postgres://user:password@host:5432/database')
    .custom(databaseUrlRule)
    .when('$policy', { is: 'auto-create', otherwise: Joi.required() }),
  DATABASE_REPLICA_URLS: secret('URLs like DATABASE_URL, separated by spaces').custom(databaseUrlsRule),
  DATABASE_SSL_CA: text('the path of a PEM file, which sslmode=verify-ca needs')
    .custom(certificateFileRule)
    .when('DATABASE_URL', UNLESS_NEEDED)
    .when('DATABASE_REPLICA_URLS', UNLESS_NEEDED),
  DATABASE_SCHEMA: text(SCHEMA_EXPECTED).max(63, 'utf8').pattern(SCHEMA_NAME).custom(schemaRule),
  DATABASE_POOL_SIZE: whole(1, 1000).default(10),
  DATABASE_ON_PENDING: oneOf('unready', 'fail', 'ignore').default('unready'),
  // No wait is without end; a statement may run as long as it takes.
  DATABASE_LOCK_TIMEOUT_MS: milliseconds(1),
  DATABASE_STATEMENT_TIMEOUT_MS: milliseconds(0),
  SHADOW_DATABASE_URL: secret('postgres://user:password@host:5432/postgres')
    .custom(databaseUrlRule)
    .when('DATABASE_SSL_CA', { is: Joi.exist(), otherwise: Joi.any().custom(withoutCaRule) }),
});
