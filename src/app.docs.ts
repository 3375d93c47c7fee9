import { NotFoundException } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, getSchemaPath, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { NextFunction, Request, Response } from 'express';
import { ApiError } from './common/api-error';
import { DatabaseLifecycleService } from './database-lifecycle';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** What every operation may answer. */
const EVERYWHERE: Record<number, string> = {
  400: 'The request is malformed, or a value of it is not allowed.',
  401: 'Outside development and test: no valid API key was sent.',
  403: 'Outside development and test: the server has no API key, and is closed.',
  413: 'The body is too large.',
  415: 'The body is not sent as application/json, or is encoded or compressed in a way that is not known here.',
  429: 'Too many requests; see the header Retry-After.',
  500: 'The server is at fault; its log says how.',
  503: 'The database is busy or out of reach; see the header Retry-After.',
};
const UNKNOWN_ID = { 404: 'There is nothing with this id.' };
const CONFLICT = { 409: 'Another row has this value, excludes this one, or refers to it.' };

/** The security scheme of the key, as the document names it. */
const KEY = 'apiKey';

/** Describes each `:id` as a uuid: the document's builder does not see ParseUUIDPipe. */
function describeIds({ parameters = [] }: Operation): void {
  for (const parameter of parameters)
    if ('in' in parameter && parameter.in === 'path' && parameter.name === 'id')
      parameter.schema = { type: 'string', format: 'uuid' };
}

/**
 * Adds the errors that an operation can end with: path and method decide, as DatabaseErrorFilter serves every feature.
 */
function describeErrors(path: string, method: string, { responses }: Operation): void {
  const schema = { $ref: getSchemaPath(ApiError) };
  const errors = {
    ...EVERYWHERE,
    ...(path.includes('{') ? UNKNOWN_ID : {}),
    ...(method === 'get' ? {} : CONFLICT),
  };
  for (const [status, description] of Object.entries(errors))
    responses[status] ??= { description, content: { 'application/json': { schema } } };
}

function createDocument(app: NestExpressApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('API')
    .setVersion('1')
    .addSecurity(KEY, { type: 'http', scheme: 'bearer', description: 'Outside development and test: its API_KEY.' })
    .addSecurityRequirements(KEY)
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: [ApiError] });
  for (const [path, operations] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(operations) as [string, Operation][]) {
      describeErrors(path, method, operation);
      describeIds(operation);
      if (path.startsWith('/health/')) operation.security = [];
    }
  return document;
}

/** The API's description as a page at /docs and as OpenAPI at /docs-json; none where the database's stamp closes the API. */
export function setUpDocs(app: NestExpressApplication): void {
  const lifecycle = app.get(DatabaseLifecycleService);
  app.use(['/docs', '/docs-json', '/docs-yaml'], ({ originalUrl }: Request, _: Response, next: NextFunction) =>
    next(
      lifecycle.environment.policy === 'auto-create' ? undefined : new NotFoundException(`Cannot GET ${originalUrl}`),
    ),
  );
  SwaggerModule.setup('docs', app, () => createDocument(app));
}
