import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The names of keys and indexes are those that TypeORM derives from the entities, so a table made here and one made in
 * development are the same. Nothing names a schema: the tables go where the connection's search_path points.
 */
export class CreateUsersAndPets1764000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TYPE "users_role_enum" AS ENUM ('admin', 'staff', 'owner')`);
    await queryRunner.query(`
      CREATE TABLE "users" (
        "id" uuid NOT NULL DEFAULT gen_random_uuid(),
        "email" character varying(254) NOT NULL,
        "full_name" character varying(120) NOT NULL,
        "role" "users_role_enum" NOT NULL DEFAULT 'owner',
        "is_active" boolean NOT NULL DEFAULT true,
        "created_at" timestamp with time zone NOT NULL DEFAULT now(),
        "updated_at" timestamp with time zone NOT NULL DEFAULT now(),
        CONSTRAINT "UQ_97672ac88f789774dd47f7c8be3" UNIQUE ("email"),
        CONSTRAINT "users_email_is_lower_case" CHECK (email = lower(email)),
        CONSTRAINT "PK_a3ffb1c0c8416b9fc6f907b7433" PRIMARY KEY ("id")
      )
    `);

    await queryRunner.query(`CREATE TYPE "pets_gender_enum" AS ENUM ('male', 'female', 'unknown')`);
    await queryRunner.query(`
      CREATE TABLE "pets" (
        "id" uuid NOT NULL DEFAULT gen_random_uuid(),
        "name" character varying(80) NOT NULL,
        "species" character varying(40) NOT NULL,
        "breed" character varying(80),
        "gender" "pets_gender_enum" NOT NULL DEFAULT 'unknown',
        "birth_date" date,
        "weight" numeric(5,2),
        "owner_id" uuid NOT NULL,
        CONSTRAINT "PK_d01e9e7b4ada753c826720bee8b" PRIMARY KEY ("id"),
        CONSTRAINT "FK_d6c565fded8031d4cdd54fe1043" FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE RESTRICT
      )
    `);
    await queryRunner.query(`CREATE INDEX "IDX_d6c565fded8031d4cdd54fe104" ON "pets" ("owner_id")`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "pets"`);
    await queryRunner.query(`DROP TYPE "pets_gender_enum"`);
    await queryRunner.query(`DROP TABLE "users"`);
    await queryRunner.query(`DROP TYPE "users_role_enum"`);
  }
}
