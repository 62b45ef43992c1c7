import { sql } from 'kysely';
import { auditRowColumns, type AuditRow, chainHash, firstHash, type SealTime } from './audit-chain.ts';
import type { SignedCheckpoint } from './signed-checkpoint.ts';
import type { AddFinding, AuditFinding } from './audit-findings.ts';
import { compareTimes } from './audit-times.ts';
import type { Queryable } from '../model/database.ts';

/** A seal with the row that it is of. */
export interface Seal {
  readonly position: number;
  readonly seq: string;
  readonly hash: string;
  readonly time: SealTime;
  /** Null: the sealed row is gone. */
  readonly row: AuditRow | null;
}

/** Seals after a position, in order. */
export async function sealsAfter(
  db: Queryable,
  tenantId: string,
  position: number,
  limit: number,
): Promise<readonly Seal[]> {
  type Joined = { [C in keyof AuditRow]: AuditRow[C] | null } & {
    readonly sealPosition: string;
    readonly auditSeq: string;
    readonly hash: string;
    readonly sealedAt: Date;
    readonly whole: boolean;
  };
  const { rows } = await sql<Joined>`
    select seal.position::text as seal_position, seal.audit_seq::text, seal.hash, seal.sealed_at,
      seal.whole, ${auditRowColumns}
    from audit_seal seal
    left join audit_event event on event.tenant_id = seal.tenant_id and event.seq = seal.audit_seq
    where seal.tenant_id = ${tenantId} and seal.position > ${position}
    order by seal.position limit ${limit}`.execute(db);
  return rows.map(({ sealPosition, auditSeq, hash, sealedAt, whole, ...row }) => ({
    position: Number(sealPosition),
    seq: auditSeq,
    hash,
    time: { sealedAt, whole },
    row: row.seq === null ? null : (row as AuditRow),
  }));
}

export interface ChainWalk {
  readonly sealed: number;
  /** Of the newest seal, as it is stored; 0 and the first hash before any. */
  readonly position: number;
  readonly hash: string;
  /** The time of the first sealed row, in ms. */
  readonly firstAt: number | null;
  /** Rows after the last seal are not much older than this, in ms; null: nothing says so. */
  readonly notBefore: number | null;
  read(seal: Seal): void;
  /** After the last seal. */
  end(signed: SignedCheckpoint | null): void;
}

/** Compares seals with their rows, in order, and holds no more than the one before. */
export function walkChain(tenantId: string, add: AddFinding): ChainWalk {
  let sealed = 0;
  let position = 0;
  let hash = firstHash(tenantId);
  let firstAt: number | null = null;
  const times = compareTimes(add);
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
    const computed = chainHash(hash, row, seal.time);
    const fits = computed === seal.hash;
    const followsComputed =
      !fits && doubt !== null && chainHash(doubt.computed, row, seal.time) === seal.hash;
    settle(followsComputed);
    if (!fits && !followsComputed) doubt = { seal, computed };
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
    get firstAt() {
      return firstAt;
    },
    get notBefore() {
      return times.notBefore;
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
        firstAt ??= Date.parse(seal.row.at);
        times.read(seal, Date.parse(seal.row.at));
      }
      sealed += 1;
      position = seal.position;
      hash = seal.hash;
    },
    end(signed) {
      settle(signed !== null && signed.hash === doubt?.computed);
    },
  };
}
