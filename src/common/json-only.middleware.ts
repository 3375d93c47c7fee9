import { UnsupportedMediaTypeException } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

/**
 * Refuses a body that is not said to be JSON. One that nobody reads would be a PATCH that answers 200 and changes nothing;
 * one that is read as a form could be sent by any web page to an app that is open, as in development.
 */
export function jsonOnly(request: Request, _: Response, next: NextFunction): void {
  const isOther = request.headers['content-length'] !== '0' && request.is('application/json') === false;
  if (!isOther) return next();
  next(new UnsupportedMediaTypeException('Send the body as JSON, with "Content-Type: application/json"'));
}
