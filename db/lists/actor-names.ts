import { type RawBuilder, sql } from 'kysely';

/** Name of the member or API key in an actor column; null for the system, and for rows that went. */
export const actorName = (
  tenant: RawBuilder<unknown>,
  actor: RawBuilder<unknown>,
): RawBuilder<unknown> => sql`
  case ${actor}->>'kind'
    when 'member' then (select m.name from member m where m.tenant_id = ${tenant} and m.id::text = ${actor}->>'id')
    when 'api-key' then (select k.name from api_key k where k.tenant_id = ${tenant} and k.id::text = ${actor}->>'id')
  end`;
