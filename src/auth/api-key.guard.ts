import { createHash, timingSafeEqual } from 'node:crypto';
import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  UnauthorizedException,
} from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { environmentConfig } from '../config/environment.config';
import { environmentNamed } from '../database-lifecycle';
import { Public } from './public.decorator';

/** Hashed first, so that keys of any length compare in constant time. */
const equal = (left: string, right: string): boolean =>
  timingSafeEqual(createHash('sha256').update(left).digest(), createHash('sha256').update(right).digest());

/**
 * Outside development and test every route that is not `@Public()` wants `Authorization: Bearer $API_KEY`. Without an
 * API_KEY there all of them are closed: closed unless opened.
 */
@Injectable()
export class ApiKeyGuard implements CanActivate, OnApplicationBootstrap {
  private readonly logger = new Logger(ApiKeyGuard.name);
  private readonly open: boolean;

  constructor(
    @Inject(environmentConfig.KEY) private readonly environment: ConfigType<typeof environmentConfig>,
    private readonly reflector: Reflector,
  ) {
    this.open = environmentNamed(environment.ENVIRONMENT).policy === 'auto-create';
  }

  onApplicationBootstrap(): void {
    const { API_KEY, ENVIRONMENT } = this.environment;
    if (this.open || API_KEY) return;
    this.logger.warn(
      `Every route but /health answers 403: API_KEY is not set and the environment is "${ENVIRONMENT}". ` +
        'Set API_KEY (openssl rand -base64 32); clients then send "Authorization: Bearer <API_KEY>".',
    );
  }

  canActivate(context: ExecutionContext): boolean {
    if (this.open || this.reflector.getAllAndOverride(Public, [context.getHandler(), context.getClass()])) return true;
    const { API_KEY } = this.environment;
    if (!API_KEY) throw new ForbiddenException('This server is closed: no API key is configured');

    const http = context.switchToHttp();
    const [, token] = /^Bearer +(\S+) *$/i.exec(http.getRequest<Request>().headers.authorization ?? '') ?? [];
    if (token !== undefined && equal(token, API_KEY)) return true;
    http.getResponse<Response>().setHeader('WWW-Authenticate', 'Bearer');
    throw new UnauthorizedException('Send "Authorization: Bearer <API key>" with a valid key');
  }
}
