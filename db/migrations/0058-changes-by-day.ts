import { type Kysely, sql } from 'kysely';

/** Changes that name the day on which they act, and which days those of an agreement may name. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table psa_agreement add column dated jsonb;
    alter table approval_line drop constraint approval_line_landing_check,
      add constraint approval_line_landing_check
        check (landing in ('next-invoice', 'invoice-after', 'next-period', 'from-day'));
    alter table line_decision drop constraint line_decision_lands_check,
      add constraint line_decision_lands_check check (lands in ('next-invoice', 'invoice-after', 'next-period', 'from-day'));
  `.execute(db);
}
