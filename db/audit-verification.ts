import { sql } from 'kysely';
import {
  auditRowColumns,
  type AuditCheckpoint,
  type AuditRow,
  chainHash,
  firstHash,
  isSignedBy,
  readCheckpoint,
} from './audit-chain.ts';
import type { Database, Queryable } from './database.ts';
import type { KeyRing } from './key-ring.ts';

/** One place where the audit is not what was sealed. */
export interface AuditFinding {
  /**
   * `changed`: the row is not the sealed one. `missing`: a sealed row is gone. `added-before`: a row that is much older
   * by its own time than rows that were sealed before it. `hash`: a seal is gone or was edited. `checkpoint`: the
   * signature is gone, not ours, or not that of the newest seal.
   */
  readonly kind: 'changed' | 'missing' | 'added-before' | 'hash' | 'checkpoint';
  /** `audit_event.seq`; null where no row is concerned. */
  readonly seq: string | null;
  /** In the chain; null for a row that is not sealed. */
  readonly position: number | null;
  readonly detail: string;
}

export interface AuditVerification {
  /** No finding. An unsealed tail is none. */
  readonly ok: boolean;
  readonly sealed: number;
  /** Null: nothing was sealed yet. */
  readonly chain: {
    readonly beganAt: Date;
    readonly sealedAt: Date;
    readonly position: number;
    readonly hash: string;
  } | null;
  /** Rows that no seal protects yet. */
  readonly unsealedTail: { readonly rows: number; readonly oldestAt: Date | null };
  /** In the order of the chain, the first {@link mostFindings} of them. */
  readonly findings: readonly AuditFinding[];
  readonly furtherFindings: number;
}

const mostFindings = 1_000;
/** A row becomes visible when its transaction commits, which is never later than this after its time. */
const longestTransactionMs = 15 * 60_000;

/** Reads the whole audit of a tenant in slices, in one snapshot, and compares it with its seals. Changes nothing. */
export async function verifyAudit(
  db: Database,
  keyRing: KeyRing,
  tenantId: string,
  slice = 1_000,
): Promise<AuditVerification> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const findings = collector();
      const checkpoint = await readCheckpoint(tx, tenantId);
      const chain = walkChain(tenantId, findings.add);
      for (;;) {
        const seals = await sealsAfter(tx, tenantId, chain.position, slice);
        for (const seal of seals) chain.read(seal);
        if (seals.length < slice) break;
      }
      chain.end(checkpoint);
      const fault = checkpointFault(keyRing, tenantId, checkpoint, chain);
      if (fault !== null) {
        findings.add({
          kind: 'checkpoint',
          seq: null,
          position: checkpoint?.position ?? null,
          detail: fault,
        });
      }
      const unsealedTail = await readTail(tx, tenantId, chain.newestAt, findings.add);
      const { kept, further } = findings;
      return {
        ok: kept.length === 0,
        sealed: chain.sealed,
        chain: checkpoint === null ? null : shown(checkpoint),
        unsealedTail,
        findings: kept,
        furtherFindings: further(),
      };
    });
}

const shown = ({ beganAt, sealedAt, position, hash }: AuditCheckpoint) => ({
  beganAt,
  sealedAt,
  position,
  hash,
});

function collector() {
  const kept: AuditFinding[] = [];
  let total = 0;
  return {
    kept,
    add: (finding: AuditFinding): void => {
      total += 1;
      if (kept.length < mostFindings) kept.push(finding);
    },
    further: () => total - kept.length,
  };
}

interface Seal {
  readonly position: number;
  readonly seq: string;
  readonly hash: string;
  /** Null: the sealed row is gone. */
  readonly row: AuditRow | null;
}

async function sealsAfter(
  db: Queryable,
  tenantId: string,
  position: number,
  limit: number,
): Promise<readonly Seal[]> {
  type Joined = { [C in keyof AuditRow]: AuditRow[C] | null } & {
    readonly seal_position: string;
    readonly audit_seq: string;
    readonly hash: string;
  };
  const { rows } = await sql<Joined>`
    select seal.position::text as seal_position, seal.audit_seq::text, seal.hash, ${auditRowColumns}
    from audit_seal seal
    left join audit_event event on event.tenant_id = seal.tenant_id and event.seq = seal.audit_seq
    where seal.tenant_id = ${tenantId} and seal.position > ${position}
    order by seal.position limit ${limit}`.execute(db);
  return rows.map(({ seal_position, audit_seq, hash, ...row }) => ({
    position: Number(seal_position),
    seq: audit_seq,
    hash,
    row: row.seq === null ? null : (row as AuditRow),
  }));
}

interface ChainWalk {
  readonly sealed: number;
  /** Of the newest seal, as it is stored; 0 and the first hash before any. */
  readonly position: number;
  readonly hash: string;
  /** The latest time of the rows so far, in ms. */
  readonly newestAt: number | null;
  read(seal: Seal): void;
  /** After the last seal. */
  end(checkpoint: AuditCheckpoint | null): void;
}

/** Compares seals with their rows, in order, and holds no more than the one before. */
function walkChain(tenantId: string, add: (finding: AuditFinding) => void): ChainWalk {
  let sealed = 0;
  let position = 0;
  let hash = firstHash(tenantId);
  let newestAt: number | null = null;
  /** A seal that does not fit its row. Which of the two was edited shows at the next seal. */
  let doubt: { readonly seal: Seal; readonly computed: string } | null = null;

  const finding = (kind: AuditFinding['kind'], seal: Seal, detail: string): void => {
    add({ kind, seq: seal.seq, position: seal.position, detail });
  };
  const settle = (sealWasEdited: boolean): void => {
    if (doubt === null) return;
    if (sealWasEdited) finding('hash', doubt.seal, 'the seal was edited; its row is the sealed one');
    else finding('changed', doubt.seal, 'the row is not the one that was sealed');
    doubt = null;
  };
  const compare = (seal: Seal, row: AuditRow): void => {
    const computed = chainHash(hash, row);
    const fits = computed === seal.hash;
    const followsComputed = !fits && doubt !== null && chainHash(doubt.computed, row) === seal.hash;
    settle(followsComputed);
    if (!fits && !followsComputed) doubt = { seal, computed };
  };
  const compareTime = (seal: Seal, row: AuditRow): void => {
    const at = Date.parse(row.at);
    if (newestAt !== null && isAddedBefore(at, newestAt)) finding('added-before', seal, addedBefore);
    newestAt = Math.max(newestAt ?? at, at);
  };

  return {
    get sealed() {
      return sealed;
    },
    get position() {
      return position;
    },
    get hash() {
      return hash;
    },
    get newestAt() {
      return newestAt;
    },
    read(seal) {
      const follows = seal.position === position + 1;
      if (!follows || seal.row === null) settle(false);
      if (!follows)
        finding('hash', seal, `no seal stands between positions ${position} and ${seal.position}`);
      if (seal.row === null) finding('missing', seal, 'the sealed row is gone');
      else {
        // After a gap nothing says what the hash before was.
        if (follows) compare(seal, seal.row);
        compareTime(seal, seal.row);
      }
      sealed += 1;
      position = seal.position;
      hash = seal.hash;
    },
    end(checkpoint) {
      settle(checkpoint !== null && checkpoint.hash === doubt?.computed);
    },
  };
}

const isAddedBefore = (at: number, newestAt: number): boolean => at < newestAt - longestTransactionMs;

const addedBefore =
  'by its time it is older than rows that were sealed before it: it was added later, or the clock was set back';

/** What is wrong with the checkpoint, or null. */
function checkpointFault(
  keyRing: KeyRing,
  tenantId: string,
  checkpoint: AuditCheckpoint | null,
  chain: ChainWalk,
): string | null {
  if (checkpoint === null)
    return chain.sealed === 0 ? null : 'there are seals, and the signed checkpoint is gone';
  if (checkpoint.keyVersion !== keyRing.version) {
    return `it was signed under version ${checkpoint.keyVersion} of the master key, which is ${keyRing.version} now`;
  }
  if (!isSignedBy(keyRing, tenantId, checkpoint)) return 'its signature is not ours';
  if (checkpoint.position !== chain.position) {
    return `it signs position ${checkpoint.position}, and the newest seal is ${chain.position}`;
  }
  return checkpoint.hash === chain.hash ? null : 'the newest seal is not the signed one';
}

async function readTail(
  db: Queryable,
  tenantId: string,
  newestSealedAt: number | null,
  add: (finding: AuditFinding) => void,
): Promise<AuditVerification['unsealedTail']> {
  const tail = await unsealedTail(db, tenantId);
  const { rows: early } = await sql<{ seq: string }>`
    select event.seq::text ${unsealedOf(tenantId)} and event.at < ${
      newestSealedAt === null ? null : new Date(newestSealedAt - longestTransactionMs)
    }
    order by event.seq limit ${mostFindings + 1}`.execute(db);
  for (const { seq } of early) add({ kind: 'added-before', seq, position: null, detail: addedBefore });
  return tail;
}

/** How many rows no seal protects yet, and the time of the oldest. */
export async function unsealedTail(
  db: Queryable,
  tenantId: string,
): Promise<AuditVerification['unsealedTail']> {
  const { rows } = await sql<{ rows: string; oldest_at: Date | null }>`
    select count(*) as rows, min(event.at) as oldest_at ${unsealedOf(tenantId)}`.execute(db);
  return { rows: Number(rows[0]?.rows), oldestAt: rows[0]?.oldest_at ?? null };
}

const unsealedOf = (tenantId: string) => sql`
  from audit_event event
  where event.tenant_id = ${tenantId} and not exists (
    select from audit_seal seal where seal.tenant_id = event.tenant_id and seal.audit_seq = event.seq)`;
