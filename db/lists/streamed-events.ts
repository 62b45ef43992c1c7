import { sql } from 'kysely';
import type { AuditCursor } from '../../domain/audit-streams.ts';
import type { Actor } from '../../domain/keys.ts';
import type { Queryable } from '../model/database.ts';
import { actorName, actorOfEntry } from '../people/actor-names.ts';

/** An entry of the audit with its place in the chain, as streams send it. */
export interface StreamedRow {
  /** Its position: from 1, without gaps, in the order in which entries became visible and got their checkpoint. */
  readonly seq: number;
  readonly id: string;
  readonly at: Date;
  readonly actor: Actor;
  /** Of now; null: it has none, or none any more. */
  readonly actorName: string | null;
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly integrationId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;
  /** Of the chain up to here, as an external anchor has it. */
  readonly hash: string;
}

/**
 * Entries after a position, in order. Only those with a checkpoint: an entry may commit after one with a higher number
 * of `audit_event.seq`, and by position it then comes after it, so that nothing is skipped.
 */
export async function eventsAfter(
  db: Queryable,
  tenantId: string,
  position: number,
  limit: number,
): Promise<readonly StreamedRow[]> {
  const { rows } = await sql<Omit<StreamedRow, 'seq'> & { readonly seq: string }>`
    select checkpoint.position::text as seq, e.id, e.at, ${actorOfEntry} as actor,
      ${actorName(sql`e.tenant_id`, actorOfEntry)} as actor_name, e.action, e.object_kind, e.object_id, e.integration_id,
      e.detail, e.request_id, checkpoint.hash
    from audit_checkpoint checkpoint
    join audit_event e on e.tenant_id = checkpoint.tenant_id and e.seq = checkpoint.audit_seq
    where checkpoint.tenant_id = ${tenantId} and checkpoint.position > ${position}
    order by checkpoint.position limit ${limit}`.execute(db);
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** Position of the newest entry that a stream can send; 0: none. */
export async function newestPosition(db: Queryable, tenantId: string): Promise<number> {
  const row = await db
    .selectFrom('auditSignedCheckpoint')
    .select('position')
    .where('tenantId', '=', tenantId)
    .executeTakeFirst();
  return Number(row?.position ?? 0);
}

/** Is this a place in the chain as it is now? Not if a backup from before it was restored. */
export async function isInChain(db: Queryable, tenantId: string, cursor: AuditCursor): Promise<boolean> {
  const row = await db
    .selectFrom('auditCheckpoint')
    .select('hash')
    .where('tenantId', '=', tenantId)
    .where('position', '=', String(cursor.position))
    .executeTakeFirst();
  return row?.hash.startsWith(cursor.hash) === true;
}
