import { readComposedLine } from '../../db/model/stored-documents.ts';
import { findApprovalLine, type ApprovalLine } from '../../db/write-back/approval-lines.ts';
import type { Tx } from '../../db/model/database.ts';
import { insertApproval, noteWriteRight } from '../../db/write-back/approvals.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import { compositionInput } from '../../db/usage/composition-input.ts';
import { onlyGroups } from '../../db/usage/affected-groups.ts';
import { approvalLine } from '../../use-cases/write-back/approval-line.ts';
import { revertWriteBack } from '../../use-cases/write-back/revert-write-back.ts';
import { recomposeAffected } from '../../use-cases/composition/recompose-usage.ts';
import { addDays, addMonths } from '../../domain/calendar.ts';
import { endDates } from '../../domain/canceled-day.ts';
import type { Day } from '../../domain/quantity.ts';
import { composeUsage } from '../../domain/comparison/compose.ts';
import type { ComposedLine, LineSource } from '../../domain/usage/composition.ts';
import { boundFacts, approvedSnapshot } from '../../domain/decisions/snapshot.ts';
import type { SandboxControl, ScenarioData } from '../../sandbox/control-client.ts';
import type { PsaUnderTest } from './activities-under-test.ts';
import { resolveOpen } from './creating-under-test.ts';
import type { WritingUnderTest } from './writing-under-test.ts';

interface EndWish {
  /** Its accounts lose their seats first. */
  readonly emptied?: true;
  /** Of the customer's lines, the duplicates. */
  readonly ofDuplicates?: true;
  /** On the day of the next invoice rather than on the day before. */
  readonly onInvoiceDay?: true;
}

/** The last day before what the next invoice covers. */
const lastDayOf = ({ nextInvoiceDate }: LineSource): Day => addDays(nextInvoiceDate!, -1);

/** Approves the end of the one line of a customer before its agreement's next invoice; stores it as the API does. */
export async function approveEnd(
  writing: WritingUnderTest,
  label: string,
  { emptied, ofDuplicates, onInvoiceDay }: EndWish = {},
): Promise<ApprovalLine> {
  const { db, key, approver: actor } = writing;
  const now = new Date();
  const id = await db.transaction().execute(async (tx) => {
    await lockIntegration(tx, key);
    const row = await tx
      .selectFrom('usageLine')
      .selectAll()
      .where('label', '=', label)
      .where('kind', ofDuplicates === true ? '=' : '<>', 'billed-twice')
      .executeTakeFirstOrThrow();
    if (emptied === true) await takeSeats(tx, readComposedLine(row.composed, row.form));
    const input = (await compositionInput(tx, key, now, [row.groupKey]))!;
    const composed = composeUsage(input).find(({ groupKey }) => groupKey === row.groupKey)!;
    const source = lineOf(composed);
    const lastBilledDay = onInvoiceDay === true ? source.nextInvoiceDate! : lastDayOf(source);
    const invoiceDate = addDays(lastBilledDay, 1);
    const line = approvalLine(
      {
        usageLine: { id: row.id, version: row.version, label },
        vendorServiceId: row.vendorServiceId,
        composed,
        snapshot: approvedSnapshot(composed, source.psaLineId, boundFacts(input))!,
      },
      {
        decision: 'end',
        change: { kind: 'end-line', ...endDates(lastBilledDay, input.canceledDay ?? 'billed') },
        agreementId: source.agreementId,
        psaLineId: source.psaLineId,
        productIdentifier: source.productIdentifier,
        before: source.quantity!,
        after: '0',
        countOn: composed.vendorQuantity ?? 0,
        billingTarget: 'from-day',
        invoiceDate,
        period: { invoiceDate, begins: invoiceDate, ends: addMonths(invoiceDate, 1) },
        currency: composed.money.currency,
        effectPerInvoice: null,
        effectPerMonth: null,
        reason: 'no seats are left',
      },
      now,
    );
    const by = { actor, now, requestId: null };
    const { lineIds } = await insertApproval(tx, writing.deps().keyRing, key, 'decision', by, [line]);
    await recomposeAffected(tx, key, onlyGroups([row.groupKey]), now);
    await recordAudit(tx, {
      tenantId: key.tenantId,
      actor,
      action: 'usage-line.end-approved',
      objectKind: 'usage-line',
      objectId: row.id,
      integrationId: key.integrationId,
      detail: { approvalLineId: lineIds[0] },
    });
    return lineIds[0]!;
  });
  return (await findApprovalLine(db, key.tenantId, id))!;
}

/** Approves that an end which was confirmed is taken back. */
export async function approveReopening(
  writing: WritingUnderTest,
  ended: ApprovalLine,
): Promise<ApprovalLine> {
  const { db, key, approver: actor } = writing;
  const of = { approvalId: ended.approvalId, approvalLineId: ended.id };
  const by = { tenantId: key.tenantId, actor, requestId: null, now: new Date() };
  const made = await db
    .transaction()
    .execute((tx) => revertWriteBack(tx, writing.deps().keyRing, of, 'they stay', by));
  if ('code' in made) throw new Error(`${ended.label} is not taken back: ${JSON.stringify(made)}`);
  return (await findApprovalLine(db, key.tenantId, made.approvalLineId))!;
}

/** As if every user had been removed before the counts were read. */
async function takeSeats(tx: Tx, { accounts }: ComposedLine): Promise<void> {
  await tx
    .updateTable('seatCount')
    .set({ seats: 0, byStatus: '{}' })
    .where(
      'vendorAccountId',
      'in',
      accounts.map(({ accountId }) => accountId),
    )
    .execute();
}

const lineOf = ({ target, lines }: ComposedLine): LineSource =>
  lines.find(({ psaLineId }) => psaLineId === target?.psaLineId) ?? lines[0]!;

/** So many of the first customers are left to those who name them. */
export const neverInTurn = 4;

/** Sets each of these back that a test changed. */
async function setBack<T>(
  first: readonly T[],
  now: readonly T[],
  set: (one: T) => Promise<unknown>,
): Promise<void> {
  const known = new Set(now.map((one) => JSON.stringify(one)));
  for (const one of first) if (!known.has(JSON.stringify(one))) await set(one);
}

const facts = {
  autotask: ({ contracts, contractServices }: ScenarioData['autotask']) => ({
    posted: contracts.map(({ id, postedThrough }) => ({ id, postedThrough })),
    units: contractServices.map(({ id, steps }) => ({ id, steps })),
  }),
  connectwise: ({ additions }: ScenarioData['connectwise']) =>
    additions.map(({ id, cancelledDate }) => ({ id, cancelledDate })),
  halopsa: ({ invoices, licences }: ScenarioData['halopsa']) => ({
    ends: invoices.flatMap(({ lines }) => lines.map(({ id, endDate }) => ({ id, endDate }))),
    counts: licences.map(({ id, count }) => ({ id, count })),
  }),
};

/** Reads a PSA before any line is ended; what it returns sets it back to that. */
const beforeEnds: Readonly<Record<PsaUnderTest, (control: SandboxControl) => Promise<() => Promise<void>>>> =
  {
    autotask: async (control) => {
      const read = async () => facts.autotask(await control.scenarioOf('autotask'));
      const first = await read();
      return async () => {
        const { posted, units } = await read();
        await setBack(first.posted, posted, ({ id, postedThrough }) =>
          control.editAutotask({ kind: 'contract', id, changes: { postedThrough } }),
        );
        await setBack(first.units, units, ({ id, steps }) =>
          control.editAutotask({ kind: 'contract-service', id, changes: { steps } }),
        );
      };
    },
    connectwise: async (control) => {
      const read = async () => facts.connectwise(await control.scenarioOf('connectwise'));
      const first = await read();
      return async () =>
        setBack(first, await read(), ({ id, cancelledDate }) => control.changeLine(id, { cancelledDate }));
    },
    halopsa: async (control) => {
      const read = async () => facts.halopsa(await control.scenarioOf('halopsa'));
      const first = await read();
      return async () => {
        const { ends, counts } = await read();
        await setBack(first.ends, ends, ({ id, endDate }) => control.halo.changeLine(id, { endDate }));
        await setBack(first.counts, counts, ({ id, count }) => control.halo.changeLicence(id, { count }));
      };
    },
  };

/** The right to end lines is proven, and a day takes more ends than a matrix makes. */
export async function takeManyEnds({ db, key }: WritingUnderTest): Promise<void> {
  await db
    .transaction()
    .execute((tx) => noteWriteRight(tx, key, 'end', 'proven', new Date('2026-01-01T00:00:00Z')));
  const value = JSON.stringify({ lines: 1_000, amount: '1000000.00' });
  await db.insertInto('setting').values({ tenantId: key.tenantId, name: 'endCaps', value }).execute();
}

/**
 * Lines of customers whose seats are taken, which a matrix ends and reopens in turn.
 *
 * @param labels of these customers; absent: all but the first ones
 */
export async function endsInTurn(
  writing: WritingUnderTest,
  psa: PsaUnderTest,
  labels: readonly string[] = writing.adjustable.slice(neverInTurn),
) {
  const { db, control } = writing;
  const reopenAll = await beforeEnds[psa](control);
  let left: string[] = [];
  /** None is ended any more, and the days of former changes are long over. */
  async function reset(): Promise<void> {
    await reopenAll();
    await resolveOpen(writing, labels);
    await db
      .updateTable('writeIntent')
      .set({ firstDay: '2000-01-01' })
      .where('firstDay', 'is not', null)
      .execute();
    await writing.readPsa();
    left = [...labels];
  }
  /** @param fresh one of the first customers, whose line was never ended; absent: the next one */
  async function end(fresh?: string): Promise<ApprovalLine> {
    if (left.length === 0) await reset();
    return approveEnd(writing, fresh ?? left.shift()!, { emptied: true });
  }
  async function reopen(fresh?: string): Promise<ApprovalLine> {
    const ended = await end(fresh);
    await writing.untilEnded(ended);
    if (psa === 'autotask') await postDayOf(writing, ended);
    return approveReopening(writing, ended);
  }
  return { 'end-line': end, 'reopen-line': reopen };
}

/** A second change on the same day is not sent. */
async function postDayOf(
  writing: WritingUnderTest,
  { agreementId, invoiceDate }: ApprovalLine,
): Promise<void> {
  const { control } = writing;
  const posted = async () =>
    (await control.scenarioOf('autotask')).contracts.find(({ id }) => String(id) === agreementId)!
      .postedThrough;
  while (((await posted()) ?? '') < invoiceDate)
    await control.editAutotask({ kind: 'post', contractIds: [Number(agreementId)] });
  await writing.readPsa();
}
