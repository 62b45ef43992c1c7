import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Instant } from '../../domain/quantity.ts';
import type { DecisionState } from '../../domain/states.ts';
import type { LineNeed } from '../../domain/usage/needs.ts';
import type { ComposedLine, SeatDrop } from '../../domain/usage/composition.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import { oneOf } from '../driver/one-of.ts';
import { presentForm, readComposedLine, readFall } from '../model/stored-documents.ts';
import { batchesOf } from '../driver/batches.ts';

export interface StoredUsageLine {
  readonly id: string;
  readonly groupKey: string;
  readonly version: number;
  readonly decision: DecisionState;
  /** Null: it is not open (RULES 8). */
  readonly need: LineNeed | null;
  readonly composed: ComposedLine;
  /** See `kindSince` of domain/usage. */
  readonly kindSince: Instant | null;
  /** What its group said of the fall of seats; null: it was not compared. */
  readonly fall: SeatDrop | null;
}

/** A composed line with the row it becomes. */
export interface UsageLineChange {
  readonly line: ComposedLine;
  readonly label: string;
  /** Null: a group seen for the first time. */
  readonly before: StoredUsageLine | null;
  /** The version rises and the history gets a row (RULES 2); false: only read times moved. */
  readonly rises: boolean;
  readonly version: number;
  readonly decision: DecisionState;
  readonly need: LineNeed | null;
  readonly kindSince: Instant | null;
  readonly fall: SeatDrop | null;
}

/** @param groupKeys null: of all groups */
export async function storedUsageLines(
  db: Queryable,
  key: IntegrationKey,
  groupKeys: readonly string[] | null,
): Promise<readonly StoredUsageLine[]> {
  const rows = await db
    .selectFrom('usageLine')
    .select(['id', 'groupKey', 'version', 'decision', 'need', 'kindSince', 'composed', 'fall', 'form'])
    .where(ownedBy(key))
    .$if(groupKeys !== null, (query) => query.where(oneOf('groupKey', groupKeys ?? [])))
    .execute();
  return rows.map(({ composed, kindSince, fall, form, ...line }) => ({
    ...line,
    kindSince: kindSince?.toISOString() ?? null,
    composed: readComposedLine(composed, form),
    fall: fall === null ? null : readFall(fall, form),
  }));
}

/** Rows per statement: the widest row here has 23 parameters of the 65,535 PostgreSQL takes. */
const chunk = 500;

/**
 * Makes the stored lines equal to the composition: one row per group with its sources, one history row per new
 * version; groups that are no more lose their row and keep their history.
 */
export async function storeUsageLines(
  tx: Tx,
  key: IntegrationKey,
  vendorServiceId: string,
  changes: readonly UsageLineChange[],
  ended: readonly StoredUsageLine[],
  syncRunId: string | null,
  at: Date,
): Promise<void> {
  await removeLines(tx, key, ended);
  const rows = changes.map((change) => lineRow(key, vendorServiceId, change, syncRunId, at));
  const otherSources = changes.filter(hasOtherSources);
  // Sources of every changed line go before any comes: a PSA line may move between groups in one composition.
  await removeSources(tx, key, otherSources);
  for (const slice of batchesOf(rows, chunk)) {
    await tx
      .insertInto('usageLine')
      .values(slice.map(({ row }) => row))
      .onConflict((conflict) =>
        conflict.columns(['tenantId', 'integrationId', 'groupKey']).doUpdateSet((eb) => ({
          companyId: eb.ref('excluded.companyId'),
          vendorAccountId: eb.ref('excluded.vendorAccountId'),
          label: eb.ref('excluded.label'),
          kind: eb.ref('excluded.kind'),
          flags: eb.ref('excluded.flags'),
          decision: eb.ref('excluded.decision'),
          need: eb.ref('excluded.need'),
          kindSince: eb.ref('excluded.kindSince'),
          version: eb.ref('excluded.version'),
          vendorQuantity: eb.ref('excluded.vendorQuantity'),
          psaQuantity: eb.ref('excluded.psaQuantity'),
          variance: eb.ref('excluded.variance'),
          currency: eb.ref('excluded.currency'),
          effectPerInvoice: eb.ref('excluded.effectPerInvoice'),
          effectPerMonth: eb.ref('excluded.effectPerMonth'),
          atRiskPerMonth: eb.ref('excluded.atRiskPerMonth'),
          composed: eb.ref('excluded.composed'),
          fall: eb.ref('excluded.fall'),
          form: eb.ref('excluded.form'),
          syncRunId: eb.ref('excluded.syncRunId'),
          composedAt: eb.ref('excluded.composedAt'),
          changedAt: eb
            .case()
            .when('usageLine.version', '=', eb.ref('excluded.version'))
            .then(eb.ref('usageLine.changedAt'))
            .else(eb.ref('excluded.changedAt'))
            .end(),
        })),
      )
      .execute();
  }
  const wanted = new Set(otherSources.map(({ line }) => line.groupKey));
  await insertSources(
    tx,
    key,
    rows.filter(({ line }) => wanted.has(line.groupKey)),
  );
  await insertHistory(
    tx,
    key,
    rows.filter(({ rises }) => rises),
    syncRunId,
    at,
  );
}

const sourcesOf = ({ accounts, lines }: ComposedLine): readonly string[] => [
  ...accounts.map(({ accountId }) => accountId),
  ...lines.map(({ psaLineId }) => psaLineId),
];

function hasOtherSources({ before, line }: UsageLineChange): boolean {
  return before === null || !isDeepStrictEqual(sourcesOf(before.composed), sourcesOf(line));
}

function lineRow(
  key: IntegrationKey,
  vendorServiceId: string,
  { line, label, before, rises, version, decision, need, kindSince, fall }: UsageLineChange,
  syncRunId: string | null,
  at: Date,
) {
  return {
    line,
    rises,
    row: {
      tenantId: key.tenantId,
      id: before?.id ?? randomUUID(),
      integrationId: key.integrationId,
      groupKey: line.groupKey,
      vendorServiceId,
      companyId: line.companyId,
      vendorAccountId: line.accountId,
      label,
      kind: line.kind,
      flags: JSON.stringify(line.flags),
      decision,
      need,
      kindSince,
      version,
      vendorQuantity: line.vendorQuantity,
      psaQuantity: line.psaQuantity,
      variance: line.variance,
      currency: line.money.currency,
      effectPerInvoice: line.money.effectPerInvoice,
      effectPerMonth: line.money.effectPerMonth,
      atRiskPerMonth: line.money.atRiskPerMonth,
      composed: JSON.stringify(line),
      fall: fall === null ? null : JSON.stringify(fall),
      form: presentForm,
      syncRunId,
      composedAt: at,
      changedAt: at,
    },
  };
}

type PreparedRow = ReturnType<typeof lineRow>;

async function removeLines(tx: Tx, key: IntegrationKey, ended: readonly StoredUsageLine[]): Promise<void> {
  for (const slice of batchesOf(ended, chunk)) {
    await tx
      .deleteFrom('usageLine')
      .where('tenantId', '=', key.tenantId)
      .where(
        'id',
        'in',
        slice.map((line) => line.id),
      )
      .execute();
  }
}

async function removeSources(
  tx: Tx,
  key: IntegrationKey,
  changes: readonly UsageLineChange[],
): Promise<void> {
  const ids = changes.flatMap((change) => (change.before === null ? [] : [change.before.id]));
  for (const slice of batchesOf(ids, chunk)) {
    await tx
      .deleteFrom('usageLineSource')
      .where('tenantId', '=', key.tenantId)
      .where('usageLineId', 'in', slice)
      .execute();
  }
}

/** The unique key behind this insert is the last check that a PSA line belongs to one group only (RULES 2). */
async function insertSources(tx: Tx, key: IntegrationKey, rows: readonly PreparedRow[]): Promise<void> {
  const sources = rows.flatMap(({ line, row }) => [
    ...line.accounts.map((account) => ({
      line: row.id,
      kind: 'vendor-account' as const,
      id: account.accountId,
    })),
    ...line.lines.map((source) => ({ line: row.id, kind: 'psa-line' as const, id: source.psaLineId })),
  ]);
  for (const slice of batchesOf(sources, chunk)) {
    await tx
      .insertInto('usageLineSource')
      .values(
        slice.map((source) => ({
          tenantId: key.tenantId,
          usageLineId: source.line,
          integrationId: key.integrationId,
          kind: source.kind,
          sourceId: source.id,
        })),
      )
      .execute();
  }
}

async function insertHistory(
  tx: Tx,
  key: IntegrationKey,
  rows: readonly PreparedRow[],
  syncRunId: string | null,
  at: Date,
): Promise<void> {
  for (const slice of batchesOf(rows, chunk)) {
    await tx
      .insertInto('usageLineHistory')
      .values(
        slice.map(({ row }) => ({
          tenantId: key.tenantId,
          integrationId: key.integrationId,
          groupKey: row.groupKey,
          version: row.version,
          usageLineId: row.id,
          syncRunId,
          kind: row.kind,
          vendorQuantity: row.vendorQuantity,
          psaQuantity: row.psaQuantity,
          composed: row.composed,
          form: row.form,
          at,
        })),
      )
      .execute();
  }
}
