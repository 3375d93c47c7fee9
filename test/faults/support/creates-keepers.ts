import { migration } from '../../migrations/support/migration.factory';

/** Makes by a migration what a boot in development makes by itself, then a table that no entity has. */
export const CREATES_KEEPERS = [
  migration(1, [
    `CREATE TABLE "keepers" ("id" uuid NOT NULL DEFAULT gen_random_uuid(), "email" character varying NOT NULL, "createdAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "UQ_a5b9f5afb3c05d8f521eaaa92fc" UNIQUE ("email"), CONSTRAINT "PK_a0979213cf0f95bf6fdd6c172cf" PRIMARY KEY ("id"))`,
  ]),
  migration(2, ['CREATE TABLE runs (value int)', 'INSERT INTO runs VALUES (1)']),
];
