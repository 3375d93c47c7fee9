/** Every template's name begins with it, and no other database's should. */
export const TEMPLATE_PREFIX = 'lifecycle_template_';

const NAME = new RegExp(`^${TEMPLATE_PREFIX}(\\d{13})_([0-9a-f]{24})$`);

export interface TemplateName {
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Of all that decides what is in it. */
  readonly hash: string;
}

/** `lifecycle_template_<milliseconds since 1970>_<hash>` */
export const templateName = (hash: string, createdAt = Date.now()): string => `${TEMPLATE_PREFIX}${createdAt}_${hash}`;

/** What a template's name tells; undefined for any other database. */
export function parseTemplateName(name: string): TemplateName | undefined {
  const [, createdAt, hash] = NAME.exec(name) ?? [];
  return createdAt === undefined || hash === undefined ? undefined : { createdAt: Number(createdAt), hash };
}
