import type { Actor } from '../../domain/keys.ts';
import { createApplyWrites } from '../../activities/writing/apply-writes.ts';
import type {
  ActivityDependencies,
  WritePoint,
  WritingSettings,
} from '../../activities/runtime/dependencies.ts';
import { createReadBillingTarget } from '../../activities/writing/read-billing-target.ts';
import { createListVendorAccounts } from '../../activities/sync/list-vendor-accounts.ts';
import { createLoadPsaCatalog } from '../../activities/lifecycle/load-psa-catalog.ts';
import { createLoadVendorAccounts } from '../../activities/lifecycle/load-vendor-accounts.ts';
import { createMatchExactNames } from '../../activities/lifecycle/match-exact-names.ts';
import { createReadAccountBatch } from '../../activities/sync/read-account-batch.ts';
import type { WriteBackInput, WriteBackStatus } from '../../contracts/temporal/messages.ts';
import { readComposedLine } from '../../db/model/stored-documents.ts';
import { type ApprovalLine, findApprovalLine } from '../../db/write-back/approval-lines.ts';
import { insertApproval } from '../../db/write-back/approvals.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { setWriteBackEnabled, lockIntegration } from '../../db/integrations/integrations.ts';
import { setBillingTarget } from '../../db/mapping/billing-target-settings.ts';
import { compositionInput } from '../../db/usage/composition-input.ts';
import { onlyGroups } from '../../db/usage/affected-groups.ts';
import { approvalLine } from '../../use-cases/write-back/approval-line.ts';
import { composeEverything, recomposeAffected } from '../../use-cases/composition/recompose-usage.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import { addMonths } from '../../domain/calendar.ts';
import { composeUsage } from '../../domain/comparison/compose.ts';
import type { ScenarioName } from '../../domain/scenarios.ts';
import type { ApprovedDecision } from '../../domain/decisions/approval.ts';
import type { BillingTarget } from '../../domain/usage/billing-target.ts';
import { setQuantity } from '../../domain/decisions/change.ts';
import { boundFacts, approvedSnapshot } from '../../domain/decisions/snapshot.ts';
import type { Psa, PsaCallSettings } from '../../psa/port.ts';
import type { ChangeEntry, RequestEntry } from '../../sandbox/request-log.ts';
import { expectOracle } from '../../tools/oracle/oracle.ts';
import type { ViolationKind } from '../../tools/oracle/violation.ts';
import { changesOfLine, quantityOfLine, requestsOfLine, sideOf } from './psa-lines-under-test.ts';
import {
  type ActivitiesUnderTest,
  activitiesUnderTest,
  type PsaUnderTest,
  runActivity,
} from './activities-under-test.ts';

/** The end of an attempt as a crash leaves it: whatever was committed stays, nothing else happens. */
export class Crash extends Error {}

export interface Wish {
  readonly after?: string;
  readonly billingTarget?: BillingTarget;
  /** Absent: the one that the agreement says. */
  readonly invoiceDate?: string;
  readonly decision?: ApprovedDecision;
  readonly actor?: Actor;
  readonly expiresAt?: string;
}

/** Activities of writing on a real database and a simulated PSA: the set-up is done, Duo was counted, write-back is on. */
export interface WritingUnderTest extends ActivitiesUnderTest {
  readonly approver: Actor;
  /** Labels of lines that can be approved as they are, increases first. */
  readonly approvable: readonly string[];
  /** Labels of matches that can be adjusted. */
  readonly adjustable: readonly string[];
  /** Approves what the line shows, or `after`; stores it as the API does. */
  approve(label: string, wish?: Wish): Promise<ApprovalLine>;
  line(approved: ApprovalLine): Promise<ApprovalLine>;
  /** One attempt of `applyWrites`; `crashAt`: it dies there. */
  attempt(approved: ApprovalLine, options?: AttemptOptions): Promise<WriteBackStatus>;
  /** Attempts until nothing is due, as the workflow does. */
  untilSettled(approved: ApprovalLine, options?: AttemptOptions): Promise<WriteBackStatus>;
  /**
   * Attempts until nothing of it is open: also past what only delays it, such as a reading that came too late on a busy
   * machine. Throws where it still stands after so many attempts as nothing takes that merely was slow.
   */
  untilEnded(approved: ApprovalLine, options?: AttemptOptions): Promise<void>;
  land(approved: ApprovalLine, options?: AttemptOptions): Promise<WriteBackStatus>;
  /** Reads Duo and the PSA again and composes. */
  sync(): Promise<void>;
  /** The same of the PSA alone, where nobody touched Duo: more than half of what a sync costs is counting. */
  readPsa(): Promise<void>;
  recompose(): Promise<void>;
  /** What the PSA was asked to change of a line, and what it changed of it. */
  traffic(lineId: string): Promise<LineTraffic>;
  writes(lineId: string): Promise<readonly ChangeEntry[]>;
  patches(lineId: string): Promise<readonly RequestEntry[]>;
  quantity(lineId: string): Promise<number | null>;
  /** The oracle is content, but for what this test forces. */
  expectOracle(but?: readonly ViolationKind[]): Promise<void>;
}

interface LineTraffic {
  readonly requests: readonly RequestEntry[];
  readonly writes: readonly ChangeEntry[];
}

const mostAttempts = 25;

export interface AttemptOptions {
  readonly crashAt?: WritePoint;
  readonly at?: (point: WritePoint) => Promise<void>;
  readonly writing?: Partial<WritingSettings>;
  /** Limits of calls to the PSA, changed. */
  readonly calls?: PsaCallSettings;
  /** Stands before the PSA, where a test answers in its place. */
  readonly psa?: (real: Psa) => Psa;
  /** Of a worker that was started with another master key. */
  readonly keyRing?: KeyRing;
  readonly now?: () => Date;
  /** The clock that nobody sets, where a test moves it. */
  readonly steadyMs?: () => number;
}

/**
 * @param psa `timeoutMs`: how long a call of the PSA may take; a lost one costs a test so long.
 * @param scenario the scenario that the vendors simulate.
 * @param kind the PSA that is connected.
 */
export async function writingUnderTest(
  psa: { readonly timeoutMs?: number } = {},
  scenario?: ScenarioName,
  kind: PsaUnderTest = 'connectwise',
): Promise<WritingUnderTest> {
  const waits = {
    callsPerFiveMinutes: 100_000,
    secondReadAfterMs: 20,
    timeoutMs: 300,
    retryFirstMs: 5,
    retryLongestMs: 20,
    ...psa,
  };
  const base = await activitiesUnderTest(undefined, waits, scenario, kind);
  const { db, key, control } = base;
  const member = await db.selectFrom('member').select('id').executeTakeFirstOrThrow();
  const approver: Actor = { kind: 'member', id: member.id };
  await setUp(base, approver);
  const deps = (options: AttemptOptions = {}): ActivityDependencies => {
    const made = base.deps({}, options.calls);
    return {
      ...made,
      writing: { ...made.writing, ...options.writing },
      psa: (...asked) => (options.psa ?? ((real) => real))(made.psa(...asked)),
      keyRing: options.keyRing ?? made.keyRing,
      now: options.now ?? made.now,
      steadyMs: options.steadyMs ?? made.steadyMs,
      atWritePoint: async (point) => {
        await options.at?.(point);
        if (options.crashAt === point) throw new Crash(point);
      },
    };
  };
  const told = new Set<string>();
  const input = (line: ApprovalLine): WriteBackInput => ({ ...key, approvalId: line.approvalId });
  const attempt: WritingUnderTest['attempt'] = (line, options) =>
    runActivity(createApplyWrites(deps(options)), input(line));
  const traffic: WritingUnderTest['traffic'] = async (lineId) => {
    const [requestLog, scenario] = await Promise.all([control.requestLog(), sideOf(control, kind)]);
    return {
      requests: requestsOfLine(requestLog, scenario, kind, lineId),
      writes: changesOfLine(requestLog, scenario, kind, lineId),
    };
  };
  const usage = await db
    .selectFrom('usageLine')
    .select(['label', 'kind', 'flags', 'composed', 'form'])
    .execute();
  return {
    ...base,
    approver,
    approvable: ['increase', 'decrease'].flatMap((kind) =>
      usage
        .filter((line) => line.kind === kind && line.flags.length === 0)
        .map(({ label }) => label)
        .sort(),
    ),
    adjustable: usage
      .filter(
        ({ kind, flags, composed, form }) =>
          kind === 'match' && flags.length === 0 && readComposedLine(composed, form).target !== null,
      )
      .map(({ label }) => label)
      .sort(),
    approve: (label, wish = {}) => approve(base, approver, label, wish),
    line: async ({ id, tenantId }) => (await findApprovalLine(db, tenantId, id))!,
    attempt,
    untilSettled: async (line, options) => {
      for (;;) {
        const status = await attempt(line, options);
        if (status.due === 0) return status;
      }
    },
    untilEnded: async (line, options) => {
      let status = await attempt(line, options);
      for (let attempts = 1; status.open > 0; attempts += 1) {
        if (attempts === mostAttempts)
          throw new Error(`still open: ${status.blocked ?? 'nothing hinders it'}`);
        status = await attempt(line, options);
      }
    },
    land: (line, options) => runActivity(createReadBillingTarget(deps(options)), input(line)),
    sync: () => sync(base),
    readPsa: () => readPsa(base),
    recompose: () => recompose(base),
    traffic,
    writes: async (lineId) => (await traffic(lineId)).writes,
    patches: async (lineId) => (await traffic(lineId)).requests,
    quantity: async (lineId) => quantityOfLine(await sideOf(control, kind), kind, lineId),
    expectOracle: (but) => expectOracle({ db, control, tenantId: key.tenantId }, but, told),
  };
}

const recompose = ({ db, key }: ActivitiesUnderTest, runId: string | null = null): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await lockIntegration(tx, key);
    await composeEverything(tx, key, runId, new Date());
  });

async function setUp(base: ActivitiesUnderTest, approver: Actor): Promise<void> {
  const { db, key } = base;
  await runActivity(createLoadVendorAccounts(base.deps()), key);
  await runActivity(createLoadPsaCatalog(base.deps()), key);
  await runActivity(createMatchExactNames(base.deps()), key);
  const service = await db.selectFrom('vendorService').select('id').executeTakeFirstOrThrow();
  const products = await db
    .selectFrom('psaProduct')
    .select('foreignId')
    .where('identifier', 'in', ['DUO-ESS', 'DUO-ADV', 'DUO-PREM'])
    .execute();
  await db
    .insertInto('serviceMapping')
    .values(
      products.map(({ foreignId: productId }) => ({
        tenantId: key.tenantId,
        integrationId: key.integrationId,
        vendorServiceId: service.id,
        productId,
        decidedBy: approver.id,
      })),
    )
    .execute();
  await db.updateTable('integration').set({ finishedAt: new Date() }).execute();
  await db.transaction().execute(async (tx) => {
    await setWriteBackEnabled(tx, key, true);
    const types = await tx.selectFrom('psaAgreement').select('typeId').distinct().execute();
    for (const { typeId: type } of types)
      await setBillingTarget(tx, key, type ?? 'none', 'advance', approver);
  });
  await countSeats(base);
}

async function readPsa(base: ActivitiesUnderTest): Promise<void> {
  await runActivity(createLoadPsaCatalog(base.deps()), base.key);
  await recompose(base);
}

async function sync(base: ActivitiesUnderTest): Promise<void> {
  await runActivity(createLoadPsaCatalog(base.deps()), base.key);
  await countSeats(base);
}

async function countSeats(base: ActivitiesUnderTest): Promise<void> {
  const run = await base.newRun();
  await runActivity(createListVendorAccounts(base.deps()), run);
  await runActivity(createReadAccountBatch(base.deps()), run);
  await base.ended(run, 'succeeded');
  await recompose(base, run.syncRunId);
}

async function approve(
  base: ActivitiesUnderTest,
  approver: Actor,
  label: string,
  wish: Wish,
): Promise<ApprovalLine> {
  const { db, key } = base;
  const now = new Date();
  const id = await db.transaction().execute(async (tx) => {
    await lockIntegration(tx, key);
    const row = await tx
      .selectFrom('usageLine')
      .selectAll()
      .where('label', '=', label)
      .executeTakeFirstOrThrow();
    const input = (await compositionInput(tx, key, now, [row.groupKey]))!;
    const composed = composeUsage(input).find(({ groupKey }) => groupKey === row.groupKey)!;
    const target = composed.target!;
    const source = composed.lines.find(({ psaLineId }) => psaLineId === target.psaLineId)!;
    const bound = boundFacts(input);
    const dated = bound.agreements.get(source.agreementId)?.dated ?? null;
    const billingTarget = wish.billingTarget ?? (dated === null ? 'next-invoice' : 'next-period');
    const invoiceDate = wish.invoiceDate ?? source.nextInvoiceDate!;
    const decision = wish.decision ?? (wish.after === undefined ? 'approve' : 'adjust');
    const approved = approvalLine(
      {
        usageLine: { id: row.id, version: row.version, label },
        vendorServiceId: row.vendorServiceId,
        composed,
        snapshot: approvedSnapshot(composed, source.psaLineId, bound)!,
      },
      {
        decision,
        change: setQuantity,
        agreementId: source.agreementId,
        psaLineId: source.psaLineId,
        productIdentifier: source.productIdentifier,
        before: target.before,
        after: decision === 'prove' ? target.before : (wish.after ?? target.after),
        countOn: composed.vendorQuantity!,
        billingTarget,
        invoiceDate,
        period: { invoiceDate, begins: invoiceDate, ends: addMonths(invoiceDate, 1) },
        currency: composed.money.currency,
        effectPerInvoice: composed.money.effectPerInvoice,
        effectPerMonth: composed.money.effectPerMonth,
        reason: decision === 'adjust' ? 'as agreed with the customer' : null,
      },
      now,
    );
    const by = { actor: wish.actor ?? approver, now, requestId: null };
    const { approvalId, lineIds } = await insertApproval(
      tx,
      base.deps().keyRing,
      key,
      decision === 'prove' ? 'proof' : 'decision',
      by,
      [wish.expiresAt === undefined ? approved : { ...approved, expiresAt: wish.expiresAt }],
    );
    await recomposeAffected(tx, key, onlyGroups([row.groupKey]), now);
    const isProof = decision === 'prove';
    await recordAudit(tx, {
      tenantId: key.tenantId,
      actor: wish.actor ?? approver,
      action: isProof
        ? 'integration.write-back-enabled'
        : `usage-line.${decision === 'approve' ? 'approved' : 'adjusted'}`,
      objectKind: isProof ? 'integration' : 'usage-line',
      objectId: isProof ? key.integrationId : row.id,
      integrationId: key.integrationId,
      detail: isProof ? { approvalId } : { approvalLineId: lineIds[0] },
    });
    return lineIds[0]!;
  });
  return (await findApprovalLine(db, key.tenantId, id))!;
}
