import { message } from '../../messages/message.ts';
import { randomBytes } from 'node:crypto';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import { lockApprovalLine, type ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { insertApproval, moveApprovalLine } from '../../db/write-back/approvals.ts';
import { compositionSettings } from '../../db/settings/composition-settings.ts';
import type { Database, Tx } from '../../db/model/database.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import { createKeyRing, type KeyRing } from '../../db/secrets/key-ring.ts';
import { setBillingTarget } from '../../db/mapping/billing-target-settings.ts';
import { compositionInput } from '../../db/usage/composition-input.ts';
import { approvalLine } from '../../use-cases/write-back/approval-line.ts';
import { composeEverything } from '../../use-cases/composition/recompose-usage.ts';
import { concludeIntent, openIntent, sentChangeOf } from '../../db/write-back/write-intents.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import { dayIn } from '../../domain/billing-day.ts';
import { changeableLines } from '../../domain/comparison/change-effect.ts';
import { composeUsage } from '../../domain/comparison/compose.ts';
import { decideUsageLine } from '../../domain/decisions/decide.ts';
import type { BillingTarget } from '../../domain/usage/billing-target.ts';
import { boundFacts, approvedSnapshot } from '../../domain/decisions/snapshot.ts';

/** Approvals and their outcomes as the API and the worker leave them, on real compositions of seeded integrations. */

/** For tests in which no worker looks at the signature. */
const anotherKey = createKeyRing(randomBytes(32));

const system: Actor = { kind: 'system', id: 'test' };

/** Landing answered for the seeded agreements, and write-back on. */
export async function readyToWrite(db: Database, key: IntegrationKey): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await setBillingTarget(tx, key, '1', 'advance', system);
    await tx
      .updateTable('integration')
      .set({ writeBackEnabled: true })
      .where('id', '=', key.integrationId)
      .execute();
    await composeEverything(tx, key, null, new Date());
  });
}

export interface SeededApproval {
  readonly approvalId: string;
  readonly lineId: string;
}

/** One approved change of the line with this label, by every rule of a decision. */
export async function approved(
  db: Database,
  key: IntegrationKey,
  label: string,
  actor: Actor,
  {
    billingTarget = null,
    at = new Date(),
    keyRing = anotherKey,
  }: { billingTarget?: BillingTarget | null; at?: Date; keyRing?: KeyRing } = {},
): Promise<SeededApproval> {
  return db.transaction().execute(async (tx) => {
    await lockIntegration(tx, key);
    const line = await tx
      .selectFrom('usageLine')
      .selectAll()
      .where('integrationId', '=', key.integrationId)
      .where('label', '=', label)
      .executeTakeFirstOrThrow();
    const input = (await compositionInput(tx, key, new Date(), [line.groupKey]))!;
    const composed = composeUsage(input).find(({ groupKey }) => groupKey === line.groupKey)!;
    const outcome = decideUsageLine(
      {
        line: composed, version: line.version, decision: 'open', proposal: null,
        changeable: changeableLines(input).get(line.groupKey)!, accepted: null, limits: input.limits, ownCurrency: input.currencies.own,
        currencies: input.currencies, mayCreateFirst: false, mayEnd: false, creation: null, ending: null,
        today: input.today,
        timeZoneKnown: true, canceledDay: 'billed', writeBackEnabled: true, mayApprove: true, selection: 'ticked', waiting: null, liveState: null, openConflict: false,
      }, // prettier-ignore
      {
        decision: 'approve', lineVersion: line.version, quantity: null, billingTarget, targetPsaLineId: null, newLine: null, end: null,
        reason: null,
      }, // prettier-ignore
    );
    if (outcome.kind !== 'approved') throw new Error(`${label} was not approved: ${JSON.stringify(outcome)}`);
    const { change } = outcome;
    const facts = boundFacts(input);
    const usageLine = { id: line.id, version: line.version, label };
    const snapshot = approvedSnapshot(composed, change.psaLineId, facts)!;
    const stored = await insertApproval(tx, keyRing, key, 'decision', { actor, now: at, requestId: null }, [
      approvalLine(
        { usageLine, vendorServiceId: line.vendorServiceId, composed, snapshot },
        { ...change, invoiceDate: change.period.invoiceDate },
        at,
      ),
    ]);
    await composeEverything(tx, key, null, new Date());
    return { approvalId: stored.approvalId, lineId: stored.lineIds[0]! };
  });
}

async function onLine<T>(
  db: Database,
  key: IntegrationKey,
  lineId: string,
  work: (tx: Tx, line: ApprovalLine) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await lockIntegration(tx, key);
    return work(tx, (await lockApprovalLine(tx, key.tenantId, lineId))!);
  });
}

/** Transaction 1 of a write (architecture.md 5). False: it is not queued any more. */
export async function beginSending(db: Database, key: IntegrationKey, lineId: string): Promise<boolean> {
  return onLine(db, key, lineId, async (tx, line) => {
    if (line.state !== 'queued') return false;
    const at = new Date();
    const { timeZone } = await compositionSettings(tx, key);
    await openIntent(tx, line, {
      number: 1,
      change: sentChangeOf(line),
      sentAt: at,
      billingDay: dayIn(timeZone, at),
      lastUpdated: null,
      day: null,
      document: null,
      method: null,
    });
    const invoiceDateAtSending = await nextInvoiceDate(tx, key, line.agreementId);
    await moveApprovalLine(tx, line, { to: 'sending', sendCount: 1, sentAt: at, invoiceDateAtSending }, at);
    return true;
  });
}

const shows = (tx: Tx, line: ApprovalLine, quantity: string, at: Date) =>
  tx
    .updateTable('psaLine')
    .set({ quantity, readAt: at })
    .where('integrationId', '=', line.integrationId)
    .where('foreignId', '=', line.psaLineId)
    .execute();

/** The PSA took the change: sent, confirmed, and the line shows it. */
export async function confirmed(db: Database, key: IntegrationKey, lineId: string): Promise<void> {
  await beginSending(db, key, lineId);
  await onLine(db, key, lineId, async (tx, line) => {
    const at = new Date();
    await concludeIntent(tx, line, 'confirmed', null, at);
    await moveApprovalLine(tx, line, { to: 'confirmed' }, at);
    await shows(tx, line, line.after, at);
    await composeEverything(tx, key, null, at);
  });
}

/** The PSA shows a third value: a person decides. */
export async function inConflict(
  db: Database,
  key: IntegrationKey,
  lineId: string,
  quantity: string,
): Promise<void> {
  await beginSending(db, key, lineId);
  await onLine(db, key, lineId, async (tx, line) => {
    const at = new Date();
    const { before, after } = line;
    const detail = message('psas.read-back.shows', { before, after, shown: quantity });
    await concludeIntent(tx, line, 'conflict', detail, at);
    await moveApprovalLine(tx, line, { to: 'conflict', code: 'WriteConflict', detail }, at);
    await shows(tx, line, quantity, at);
    await raiseNotice(tx, key, { code: 'WriteConflict', subject: line.id, detail });
    await composeEverything(tx, key, null, at);
  });
}

/** A person or an invoice run changed the PSA, and it was read again. */
export async function psaChanged(
  db: Database,
  key: IntegrationKey,
  change: (tx: Tx) => Promise<unknown>,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await lockIntegration(tx, key);
    await change(tx);
    await composeEverything(tx, key, null, new Date());
  });
}

async function nextInvoiceDate(tx: Tx, key: IntegrationKey, agreementId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('psaAgreement')
    .select('nextInvoiceDate')
    .where('integrationId', '=', key.integrationId)
    .where('foreignId', '=', agreementId)
    .executeTakeFirstOrThrow();
  return row.nextInvoiceDate;
}
