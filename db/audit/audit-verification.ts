import { sql } from 'kysely';
import { message, type Message } from '../../messages/message.ts';
import type { AuditAnchor } from './anchors/anchor.ts';
import { compareAnchors, type ComparedAnchors } from './anchors/compare.ts';
import { type AuditRow, auditRowColumns, longestTransactionMs } from './audit-chain.ts';
import { type SignedCheckpoint, isSignedBy, readSignedCheckpoint } from './signed-checkpoint.ts';
import { type AddFinding, type AuditFinding, collectFindings, mostFindings } from './audit-findings.ts';
import { addedBefore, ahead, futureAfterMs } from './audit-times.ts';
import { answerTo, type FindingAnswer, rowHash } from './finding-answers.ts';
import { type ChainWalk, checkpointsAfter, walkChain } from './audit-walk.ts';
import type { Database, Queryable } from '../model/database.ts';
import type { KeyRing } from '../secrets/key-ring.ts';

export interface AuditVerification {
  /** No open finding. Rows without a checkpoint are none. */
  readonly ok: boolean;
  readonly checkpoints: number;
  /** Null: there is no checkpoint yet. */
  readonly chain: {
    readonly beganAt: Date;
    readonly signedAt: Date;
    readonly counter: number;
    readonly position: number;
    readonly hash: string;
  } | null;
  /** Null: not looked for. */
  readonly anchors: ComparedAnchors | null;
  /** Rows without a checkpoint. */
  readonly pendingTail: { readonly rows: number; readonly oldestAt: Date | null };
  /** Rows ahead of their time that a person answered, by an entry inside the signed checkpoint. */
  readonly answered: readonly { readonly finding: AuditFinding; readonly answer: FindingAnswer }[];
  /** Open ones in the order of the chain, of the first {@link mostFindings}. */
  readonly findings: readonly AuditFinding[];
  readonly furtherFindings: number;
}

export interface VerificationOptions {
  /**
   * Signed checkpoints of this tenant that stand outside the database, in the order of their counters, read before this call:
   * later ones would be ahead of what it sees. Null: they are not looked for.
   */
  readonly anchors: readonly AuditAnchor[] | null;
  readonly now: Date;
  /** Checkpoints of one read. */
  readonly slice: number;
}

/**
 * Reads the whole audit of a tenant in batches, in one snapshot, and compares it with its checkpoints and with what stands
 * outside the database. Changes nothing.
 */
export async function verifyAudit(
  db: Database,
  keyRing: KeyRing,
  tenantId: string,
  options: Partial<VerificationOptions> = {},
): Promise<AuditVerification> {
  const { anchors, now, slice } = { anchors: null, now: new Date(), slice: 1_000, ...options };
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const findings = collectFindings();
      const signed = await readSignedCheckpoint(tx, tenantId);
      const chain = walkChain(tenantId, findings.add);
      const outside = anchors === null ? null : compareAnchors(keyRing, anchors, findings.add);
      for (;;) {
        const checkpoints = await checkpointsAfter(tx, tenantId, chain.position, slice);
        for (const checkpoint of checkpoints) {
          chain.read(checkpoint);
          outside?.at(checkpoint.position, checkpoint.hash);
        }
        if (checkpoints.length < slice) break;
      }
      chain.end(signed);
      const fault = signatureFault(keyRing, tenantId, signed, chain);
      const position = signed?.position ?? null;
      if (fault !== null) findings.add({ kind: 'signed-checkpoint', seq: null, position, detail: fault });
      const compared = outside?.end(signed, chain.position, now) ?? null;
      const pendingTail = await readTail(tx, tenantId, chain.notBefore, now, findings.add);
      const age = await ageFault(tx, signed, chain, compared, now);
      if (age !== null) findings.add({ ...age, seq: null, position: null });
      const { open, answered } = sorted(findings.kept, fault === null ? chain.answers : []);
      const furtherFindings = findings.further();
      return {
        ok: open.length === 0 && furtherFindings === 0,
        checkpoints: chain.checkpoints,
        chain: signed === null ? null : shown(signed),
        anchors: compared,
        pendingTail,
        answered,
        findings: open,
        furtherFindings,
      };
    });
}

/** @param answers none where the chain is not the signed one: then anybody may have written them. */
function sorted(findings: readonly AuditFinding[], answers: readonly FindingAnswer[]) {
  const open: AuditFinding[] = [];
  const answered: AuditVerification['answered'][number][] = [];
  for (const finding of findings) {
    const answer = answerTo(finding, answers);
    if (answer === null) open.push(finding);
    else answered.push({ finding, answer });
  }
  return { open, answered };
}

/** Checkpoints are created each minute while Seatwise runs, from its first one. */
const oldestPendingMs = 2 * 3_600_000;

/** Whether the chain is as old as the audit; a move that a person signed explains what came before. */
async function ageFault(
  db: Queryable,
  signed: SignedCheckpoint | null,
  chain: ChainWalk,
  compared: ComparedAnchors | null,
  now: Date,
): Promise<Pick<AuditFinding, 'kind' | 'detail'> | null> {
  if (signed === null) {
    if (chain.checkpoints > 0) return null;
    const made = await db.selectFrom('installation').select('createdAt').executeTakeFirst();
    if (made === undefined || now.getTime() - made.createdAt.getTime() <= oldestPendingMs) return null;
    return {
      kind: 'no-checkpoint',
      detail: message('audit-chain.no-checkpoint', { since: made.createdAt.toISOString() }),
    };
  }
  const { firstAt } = chain;
  const beganAt = signed.beganAt.getTime();
  if (firstAt === null || beganAt - firstAt <= oldestPendingMs) return null;
  // A restore explains only the chain that it began itself, of a backup older than the first checkpoint.
  const isExplained = compared?.starts.some(({ because, at }) =>
    because === 'moved' ? Date.parse(at) >= beganAt : Date.parse(at) === beganAt,
  );
  if (isExplained === true) return null;
  return {
    kind: 'restarted',
    detail: message('audit-chain.restarted', {
      began: signed.beganAt.toISOString(),
      first: new Date(firstAt).toISOString(),
    }),
  };
}

const shown = ({ beganAt, signedAt, counter, position, hash }: SignedCheckpoint) => ({
  beganAt,
  signedAt,
  counter,
  position,
  hash,
});

/** What is wrong with the signed checkpoint, or null. */
function signatureFault(
  keyRing: KeyRing,
  tenantId: string,
  signed: SignedCheckpoint | null,
  chain: ChainWalk,
): Message | null {
  if (signed === null)
    return chain.checkpoints === 0 ? null : message('audit-chain.signed-checkpoint-missing');
  if (signed.keyVersion !== keyRing.version)
    return message('audit-chain.of-other-key', { version: signed.keyVersion, present: keyRing.version });
  if (!isSignedBy(keyRing, tenantId, signed)) return message('audit-chain.signature-invalid');
  if (signed.position !== chain.position)
    return message('audit-chain.other-position', { signed: signed.position, newest: chain.position });
  return signed.hash === chain.hash ? null : message('audit-chain.newest-not-signed');
}

async function readTail(
  db: Queryable,
  tenantId: string,
  notBefore: number | null,
  now: Date,
  add: AddFinding,
): Promise<AuditVerification['pendingTail']> {
  const tail = await pendingTail(db, tenantId);
  const { rows } = await sql<AuditRow>`
    select ${auditRowColumns} ${pendingOf(tenantId)} and (event.at > ${new Date(now.getTime() + futureAfterMs)}
      or event.at < ${notBefore === null ? null : new Date(notBefore - longestTransactionMs)})
    order by event.seq limit ${mostFindings + 1}`.execute(db);
  for (const row of rows) {
    const { seq } = row;
    if (Date.parse(row.at) > now.getTime())
      add({ kind: 'future', seq, position: null, detail: ahead, rowHash: rowHash(row) });
    else add({ kind: 'added-before', seq, position: null, detail: addedBefore });
  }
  return tail;
}

/** How many rows have no checkpoint yet, and the time of the oldest. */
export async function pendingTail(
  db: Queryable,
  tenantId: string,
): Promise<AuditVerification['pendingTail']> {
  const { rows } = await sql<{ rows: string; oldestAt: Date | null }>`
    select count(*) as rows, min(event.at) as oldest_at ${pendingOf(tenantId)}`.execute(db);
  return { rows: Number(rows[0]?.rows), oldestAt: rows[0]?.oldestAt ?? null };
}

const pendingOf = (tenantId: string) => sql`
  from audit_event event
  where event.tenant_id = ${tenantId} and not exists (
    select from audit_checkpoint checkpoint where checkpoint.tenant_id = event.tenant_id and checkpoint.audit_seq = event.seq)`;
