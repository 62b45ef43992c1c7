import { type Kysely, sql } from 'kysely';
import { audit } from './baseline/audit.ts';
import { billingRules } from './baseline/billing-rules.ts';
import { catalogs } from './baseline/catalogs.ts';
import { ownerFunctions, textFunctions } from './baseline/functions.ts';
import { installation } from './baseline/installation.ts';
import { integrations } from './baseline/integrations.ts';
import { mapping } from './baseline/mapping.ts';
import { months } from './baseline/months.ts';
import { notices } from './baseline/notices.ts';
import { people } from './baseline/people.ts';
import { pastReadings, syncs } from './baseline/syncs.ts';
import { decisions, usage } from './baseline/usage.ts';
import { writeBack } from './baseline/write-back.ts';

/** The whole schema of the first version, by subject. Later changes are migrations of their own. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // The collation comes with ICU, which the creators of PostgreSQL build in; a server without it keeps its own capitals.
  const { rows } = await sql`
    select 1 from pg_collation where collname = 'und-x-icu' and collnamespace = 'pg_catalog'::regnamespace`.execute(
    db,
  );
  const parts = [
    textFunctions(rows.length === 0 ? '"default"' : '"und-x-icu"'),
    installation,
    people,
    audit,
    integrations,
    catalogs,
    mapping,
    billingRules,
    syncs,
    pastReadings,
    usage,
    decisions,
    writeBack,
    months,
    notices,
    ownerFunctions,
  ];
  for (const part of parts) await sql.raw(part).execute(db);
}
