import { readSignedCheckpoint } from '../../db/audit/signed-checkpoint.ts';
import { linesNotifiedOf, putLedgerPosition, readLedgerPosition } from '../../db/audit/ledger-position.ts';
import type { Database } from '../../db/model/database.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import { readLedgerFactsOf } from '../../db/usage/ledger-facts.ts';
import { approvalLinesAfter } from '../../db/write-back/approval-lines.ts';
import { dayMs } from '../../domain/calendar.ts';
import { message, type Message } from '../../messages/message.ts';
import type { Difference } from '../../domain/reconciliation/difference.ts';
import { rowDifferences } from '../../domain/reconciliation/reconcile.ts';
import type { Patience } from '../../domain/reconciliation/sendings.ts';

export interface LedgerCheckDependencies {
  readonly db: Database;
  readonly keyRing: KeyRing;
  readonly patience: Omit<Patience, 'now'>;
  readonly now: () => Date;
}

const wholeEveryMs = 7 * dayMs;
/** Rows of the audit, and approved lines, of one snapshot. */
const auditBatch = 500;
const lineBatch = 200;

/**
 * The ledger half of `seatwise reconcile`, over what the audit says changed since the signed position of the last check,
 * and over everything once a week. In batches, each of one snapshot and under no lock. What differs is a notice that a
 * person acknowledges. Returns how many differences there are.
 */
export async function checkLedger(deps: LedgerCheckDependencies, tenantId: string): Promise<number> {
  const { db, keyRing, now } = deps;
  const known = await readLedgerPosition(db, keyRing, tenantId);
  const last = known === 'forged' ? null : known;
  const to = (await readSignedCheckpoint(db, tenantId))?.position ?? 0;
  const isWhole = last === null || now().getTime() - last.wholeAt.getTime() >= wholeEveryMs;
  const found = createFindings();
  if (known === 'forged') found.add(message('reconciliation.position-changed'));
  for (let position = isWhole ? 0 : last.position; position < to;) {
    const told = await linesNotifiedOf(db, tenantId, position, auditBatch);
    if (told.to === position) break;
    position = told.to;
    await compare(deps, tenantId, told, found);
  }
  if (isWhole) await compareAllLines(deps, tenantId, found);
  await db.transaction().execute(async (tx) => {
    await putLedgerPosition(tx, keyRing, tenantId, {
      position: Math.max(to, last?.position ?? 0),
      wholeAt: isWhole ? now() : last.wholeAt,
    });
    if (found.count === 0) return;
    const scope = { tenantId, integrationId: null };
    await raiseNotice(tx, scope, {
      code: 'LedgerDiffers',
      subject: 'ledger',
      detail: found.summary(),
    });
  });
  return found.count;
}

/** Also those of which the audit says nothing. */
async function compareAllLines(
  deps: LedgerCheckDependencies,
  tenantId: string,
  found: Findings,
): Promise<void> {
  for (let after: string | null = null; ;) {
    const lineIds: readonly string[] = await approvalLinesAfter(deps.db, tenantId, after, lineBatch);
    if (lineIds.length > 0) await compare(deps, tenantId, { lineIds, approvalIds: [] }, found);
    after = lineIds.at(-1) ?? null;
    if (lineIds.length < lineBatch) return;
  }
}

async function compare(
  { db, patience, now }: LedgerCheckDependencies,
  tenantId: string,
  of: Parameters<typeof readLedgerFactsOf>[2],
  found: Findings,
): Promise<void> {
  if (of.lineIds.length === 0 && of.approvalIds.length === 0) return;
  const facts = await readLedgerFactsOf(db, tenantId, of);
  const asked = new Set(of.lineIds);
  for (const difference of rowDifferences(facts, { ...patience, now: now().getTime() })) {
    const { approvalLineId, approvalId } = difference.subject;
    // The others were read to be compared with, and are compared in a batch of their own.
    const isAsked =
      approvalLineId === undefined ||
      asked.has(approvalLineId) ||
      (approvalId !== undefined && of.approvalIds.includes(approvalId));
    if (isAsked) found.addDifference(difference);
  }
}

type Findings = ReturnType<typeof createFindings>;

/** Each difference once, though several rows of the audit lead to its line. */
function createFindings() {
  const all = new Map<string, Message>();
  const add = (found: Message): void => void all.set(JSON.stringify(found), found);
  return {
    get count() {
      return all.size;
    },
    add,
    addDifference: ({ kind, finding }: Difference): void =>
      add(message('reconciliation.kind', { kind, finding })),
    /** How many there are, and the first. Throws where there is none. */
    summary: (): Message => {
      const [first] = all.values();
      if (first === undefined) throw new Error('no difference was found');
      return message('reconciliation.first', { count: all.size, first });
    },
  };
}
