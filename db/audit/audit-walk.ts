import { sql } from 'kysely';
import { message, type Message } from '../../messages/message.ts';
import { auditRowColumns, type AuditRow, chainHash, firstHash, type CheckpointTime } from './audit-chain.ts';
import type { SignedCheckpoint } from './signed-checkpoint.ts';
import type { AddFinding, AuditFinding } from './audit-findings.ts';
import { compareTimes } from './audit-times.ts';
import { answerIn, type FindingAnswer } from './finding-answers.ts';
import type { Queryable } from '../model/database.ts';

/** A checkpoint and its row. */
export interface AuditCheckpoint {
  readonly position: number;
  readonly seq: string;
  readonly hash: string;
  readonly time: CheckpointTime;
  /** Null: the row of the checkpoint is missing. */
  readonly row: AuditRow | null;
}

/** Checkpoints after a position, in order. */
export async function checkpointsAfter(
  db: Queryable,
  tenantId: string,
  position: number,
  limit: number,
): Promise<readonly AuditCheckpoint[]> {
  type Joined = { [C in keyof AuditRow]: AuditRow[C] | null } & {
    readonly checkpointPosition: string;
    readonly auditSeq: string;
    readonly hash: string;
    readonly createdAt: Date;
    readonly whole: boolean;
  };
  const { rows } = await sql<Joined>`
    select checkpoint.position::text as checkpoint_position, checkpoint.audit_seq::text, checkpoint.hash, checkpoint.created_at,
      checkpoint.whole, ${auditRowColumns}
    from audit_checkpoint checkpoint
    left join audit_event event on event.tenant_id = checkpoint.tenant_id and event.seq = checkpoint.audit_seq
    where checkpoint.tenant_id = ${tenantId} and checkpoint.position > ${position}
    order by checkpoint.position limit ${limit}`.execute(db);
  return rows.map(({ checkpointPosition, auditSeq, hash, createdAt, whole, ...row }) => ({
    position: Number(checkpointPosition),
    seq: auditSeq,
    hash,
    time: { createdAt, whole },
    row: row.seq === null ? null : (row as AuditRow),
  }));
}

export interface ChainWalk {
  readonly checkpoints: number;
  /** Of the newest checkpoint, as it is stored; 0 and the first hash before any. */
  readonly position: number;
  readonly hash: string;
  /** The time of the first row, in ms. */
  readonly firstAt: number | null;
  /** Rows after the last checkpoint are not much older than this, in ms; null: nothing says so. */
  readonly notBefore: number | null;
  /** Of persons, to rows ahead of their time, in rows that match their checkpoints. */
  readonly answers: readonly FindingAnswer[];
  read(checkpoint: AuditCheckpoint): void;
  /** After the last checkpoint. */
  end(signed: SignedCheckpoint | null): void;
}

/** Compares checkpoints with their rows, in order, and holds no more than the one before. */
export function walkChain(tenantId: string, add: AddFinding): ChainWalk {
  let checkpoints = 0;
  let position = 0;
  let hash = firstHash(tenantId);
  let firstAt: number | null = null;
  const times = compareTimes(add);
  const answers: FindingAnswer[] = [];
  /** A checkpoint that does not match its row. Which of the two was edited shows at the next one. */
  let doubt: { readonly checkpoint: AuditCheckpoint; readonly computed: string } | null = null;

  const finding = (kind: AuditFinding['kind'], checkpoint: AuditCheckpoint, detail: Message): void => {
    add({ kind, seq: checkpoint.seq, position: checkpoint.position, detail });
  };
  const settle = (checkpointWasEdited: boolean): void => {
    if (doubt === null) return;
    if (checkpointWasEdited) finding('hash', doubt.checkpoint, message('audit-chain.checkpoint-edited'));
    else finding('changed', doubt.checkpoint, message('audit-chain.row-changed'));
    doubt = null;
  };
  /** Returns whether the row matches. */
  const compare = (checkpoint: AuditCheckpoint, row: AuditRow): boolean => {
    const computed = chainHash(hash, row, checkpoint.time);
    const fits = computed === checkpoint.hash;
    const followsComputed =
      !fits && doubt !== null && chainHash(doubt.computed, row, checkpoint.time) === checkpoint.hash;
    settle(followsComputed);
    if (!fits && !followsComputed) doubt = { checkpoint, computed };
    return fits || followsComputed;
  };

  return {
    answers,
    get checkpoints() {
      return checkpoints;
    },
    get position() {
      return position;
    },
    get hash() {
      return hash;
    },
    get firstAt() {
      return firstAt;
    },
    get notBefore() {
      return times.notBefore;
    },
    read(checkpoint) {
      const { row } = checkpoint;
      const follows = checkpoint.position === position + 1;
      if (!follows || row === null) settle(false);
      if (!follows)
        finding(
          'hash',
          checkpoint,
          message('audit-chain.checkpoint-missing', { before: position, after: checkpoint.position }),
        );
      if (row === null) finding('missing', checkpoint, message('audit-chain.row-missing'));
      else {
        // After a gap nothing says what the hash before was.
        const matches = follows && compare(checkpoint, row);
        const answer = matches ? answerIn(row) : null;
        if (answer !== null) answers.push(answer);
        firstAt ??= Date.parse(row.at);
        times.read({ ...checkpoint, row }, Date.parse(row.at));
      }
      checkpoints += 1;
      position = checkpoint.position;
      hash = checkpoint.hash;
    },
    end(signed) {
      settle(signed !== null && signed.hash === doubt?.computed);
    },
  };
}
