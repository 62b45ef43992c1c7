import { sql } from 'kysely';
import type { Actor } from '../../domain/keys.ts';
import type { Database } from '../../db/model/database.ts';

/**
 * What the ledger holds of the approvals of one actor, as one text: approval lines in every column, and their intents.
 * Of changes that have ended it never changes (docs/lifecycle-and-states.md): nothing of them is written again.
 */
export async function fingerprintOf(db: Database, actor: Actor): Promise<string> {
  const { rows } = await sql<{ lines: string; intents: string; text: string | null }>`
    with line as (select l.* from approval_line l where l.actor = ${JSON.stringify(actor)}::jsonb),
      intent as (select i.* from write_intent i join line on line.tenant_id = i.tenant_id and line.id = i.approval_line_id)
    select (select count(*) from line)::text as lines, (select count(*) from intent)::text as intents,
      md5((select string_agg(line::text, '' order by id) from line) || (select string_agg(intent::text, '' order by id) from intent)) as text`.execute(
    db,
  );
  const [found] = rows;
  return `${found?.lines ?? 0} lines, ${found?.intents ?? 0} sendings, ${found?.text ?? 'none'}`;
}
