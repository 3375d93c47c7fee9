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
import { DatabaseLifecycleService } from '../database-lifecycle';
import { Public } from './public.decorator';

/** Hashed first, so that keys of any length compare in constant time. */
const equal = (left: string, right: string): boolean =>
  timingSafeEqual(createHash('sha256').update(left).digest(), createHash('sha256').update(right).digest());

/**
 * Outside development and test every route that is not `@Public()` wants `Authorization: Bearer $API_KEY`. Without an
 * API_KEY there all of them are closed: closed unless opened. A database that is stamped otherwise counts for more than
 * the variables, which a deploy may have lost.
 */
@Injectable()
export class ApiKeyGuard implements CanActivate, OnApplicationBootstrap {
  private readonly logger = new Logger(ApiKeyGuard.name);

  constructor(
    @Inject(environmentConfig.KEY) private readonly environment: ConfigType<typeof environmentConfig>,
    private readonly reflector: Reflector,
    private readonly lifecycle: DatabaseLifecycleService,
  ) {}

  private get open(): boolean {
    return this.lifecycle.environment.policy === 'auto-create';
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.lifecycle.ready();
    if (this.open || this.environment.API_KEY) return;
    this.logger.warn(
      `Every route but /health answers 403: API_KEY is not set and the environment is "${this.lifecycle.environment.name}". ` +
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
