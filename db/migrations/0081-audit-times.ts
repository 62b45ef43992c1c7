import { type Kysely, sql } from 'kysely';

/**
 * When each row of the audit was sealed, by the clock of the worker that sealed it; `whole` on the seal after which no
 * visible row was left unsealed. Both are part of the hash chain. Seals from before have neither.
 *
 * `settled_seq` is signed from now on. It begins again at 0, the one value that the signatures of before are good for.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table audit_seal
      add column sealed_at timestamptz,
      add column whole boolean,
      add check ((sealed_at is null) = (whole is null));
    update audit_checkpoint set settled_seq = 0;
  `.execute(db);
}
