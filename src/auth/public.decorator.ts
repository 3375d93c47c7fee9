import { Reflector } from '@nestjs/core';

/** Opens a controller or a route to clients without an API key. */
export const Public = Reflector.createDecorator<void, true>({ transform: () => true });
