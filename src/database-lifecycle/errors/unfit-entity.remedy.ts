/** What TypeORM says of an entity, and what helps, which it does not say. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /^Data type "Object" in /,
    "TypeScript tells no more of a union (string | null), an interface or a type that is imported as one. Name the column's: @Column({ type: 'text', nullable: true })",
  ],
  [/^Data type "Array" in /, "Name the type of the elements: @Column('text', { array: true })"],
  [
    /^Data type "/,
    'Name one of PostgreSQL, such as text, integer, numeric, boolean, timestamptz, uuid or jsonb, or an enum by its enum.',
  ],
  [
    /^Entity metadata for .+ was not found\./,
    "The class that this relation leads to has to be exported, with @Entity(), and among the DataSource's entities.",
  ],
];

/** Adds what helps to TypeORM's error about an entity that it can not map; any other error is left as it is. */
export function explainUnfit<T>(error: T): T {
  if (!(error instanceof Error)) return error;
  const remedy = REMEDIES.find(([said]) => said.test(error.message))?.[1];
  if (remedy !== undefined) error.message += `\n  -> ${remedy}`;
  return error;
}
