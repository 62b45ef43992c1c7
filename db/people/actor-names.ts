import { type RawBuilder, sql } from 'kysely';

/** Name of the member or API key in an actor column; null for the system, and for rows that went. */
export const actorName = (
  tenant: RawBuilder<unknown>,
  actor: RawBuilder<unknown>,
): RawBuilder<unknown> => sql`
  case ${actor}->>'kind'
    when 'member' then (select member.name from member where member.tenant_id = ${tenant} and member.id::text = ${actor}->>'id')
    when 'api-key' then (select api_key.name from api_key where api_key.tenant_id = ${tenant} and api_key.id::text = ${actor}->>'id')
  end`;

/** Who wrote an entry `e` of the audit, as an actor column holds it. */
export const actorOfEntry = sql`jsonb_build_object('kind', e.actor_kind, 'id', e.actor_id)`;
