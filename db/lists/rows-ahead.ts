import { sql } from 'kysely';
import type { Actor } from '../../domain/keys.ts';
import { actorName, actorOfEntry } from '../people/actor-names.ts';
import type { Queryable } from '../model/database.ts';
import { type AuditRow, auditRowColumns } from '../audit/audit-chain.ts';
import { isAheadOfCheckpoint, isAheadOfNext } from '../audit/audit-times.ts';
import { findingAnswered, rowHash } from '../audit/finding-answers.ts';

/** A row of the audit that is ahead of its time, as a person judges it. */
export interface RowAhead {
  readonly seq: string;
  readonly rowHash: string;
  readonly id: string;
  readonly at: string;
  readonly action: string;
  readonly actor: Actor;
  /** Null: it has no name, or no longer exists. */
  readonly actorName: string | null;
  /** Null: open. */
  readonly answer: { readonly reason: string; readonly memberName: string | null; readonly at: Date } | null;
}

/** Those of these rows that are ahead of their time, in the order of `seq`. Reads only them and their checkpoints. */
export async function rowsAhead(
  db: Queryable,
  tenantId: string,
  seqs: readonly string[],
  now: Date,
): Promise<readonly RowAhead[]> {
  if (seqs.length === 0) return [];
  const { rows } = await sql<AuditRow & TimesOfRow>`
    select ${auditRowColumns}, checkpoint.created_at as created_at, next.created_at as next_at,
      ${actorOf} as actor, ${actorName(sql`event.tenant_id`, actorOf)} as actor_name
    from audit_event event
    left join audit_checkpoint checkpoint on checkpoint.tenant_id = event.tenant_id and checkpoint.audit_seq = event.seq
    left join audit_checkpoint next on next.tenant_id = checkpoint.tenant_id and next.position = checkpoint.position + 1
    where event.tenant_id = ${tenantId} and event.seq = any(${seqs}::bigint[])
    order by event.seq`.execute(db);
  const ahead = rows.filter((row) => isAhead(row, now));
  const answers = await answersTo(
    db,
    tenantId,
    ahead.map(({ seq }) => seq),
  );
  return ahead.map((row) => {
    const hash = rowHash(row);
    const answer = answers.find((one) => one.seq === row.seq && one.rowHash === hash);
    const { seq, id, at, action, actor, actorName: name } = row;
    return { seq, rowHash: hash, id, at, action, actor, actorName: name, answer: answer ?? null };
  });
}

interface TimesOfRow {
  readonly createdAt: Date | null;
  readonly nextAt: Date | null;
  readonly actor: Actor;
  readonly actorName: string | null;
}

const actorOf = sql`jsonb_build_object('kind', event.actor_kind, 'id', event.actor_id)`;

function isAhead({ at, createdAt, nextAt }: AuditRow & TimesOfRow, now: Date): boolean {
  const checkpointAt = (createdAt ?? now).getTime();
  return (
    isAheadOfCheckpoint(Date.parse(at), checkpointAt) ||
    (nextAt !== null && isAheadOfNext(checkpointAt, nextAt.getTime()))
  );
}

async function answersTo(db: Queryable, tenantId: string, seqs: readonly string[]) {
  const { rows } = await sql<{
    seq: string;
    rowHash: string;
    reason: string;
    memberName: string | null;
    at: Date;
  }>`
    select e.object_id as seq, e.detail->>'rowHash' as row_hash, e.detail->>'reason' as reason, e.at,
      ${actorName(sql`e.tenant_id`, actorOfEntry)} as member_name
    from audit_event e
    where e.tenant_id = ${tenantId} and e.object_kind = 'audit-row' and e.object_id = any(${seqs}::text[])
      and e.action = ${findingAnswered} and e.actor_kind = 'member'
    order by e.seq`.execute(db);
  return rows;
}
