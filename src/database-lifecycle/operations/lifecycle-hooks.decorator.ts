import { Injectable, SetMetadata, applyDecorators } from '@nestjs/common';

export const LIFECYCLE_HOOKS = 'database-lifecycle:hooks';

/**
 * Marks a provider whose methods are called around what the module does; it is found by discovery in whatever module
 * provides it. The class implements {@link DatabaseLifecycleHooks}. Several are called one after the other.
 *
 * @example
 * ```ts
 * @LifecycleHooks()
 * export class AnnounceTables implements DatabaseLifecycleHooks {
 *   constructor(private readonly chat: ChatService) {}
 *
 *   async afterCreate({ database, created }: AfterEvent<'create'>) {
 *     await this.chat.say(`${database} has ${created.join(', ')} now`);
 *   }
 * }
 * ```
 */
export const LifecycleHooks = (): ClassDecorator => applyDecorators(Injectable(), SetMetadata(LIFECYCLE_HOOKS, true));
