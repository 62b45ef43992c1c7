import { randomUUID } from 'node:crypto';
import type { IntegrationKey } from '../../domain/keys.ts';
import { composeEverything } from '../../use-cases/composition/recompose-usage.ts';
import { type AccountOutcome, addPendingReads, storeAccountReads } from '../../db/readings/account-reads.ts';
import type { SeatHolder } from '../../db/readings/seat-holders.ts';
import { type Database, inTransaction, type Tx } from '../../db/model/database.ts';
import { setGate } from '../../db/integrations/gates.ts';
import { connectIntegration, touchIntegration } from '../../db/integrations/integrations.ts';
import type { GatePart } from '../../domain/gates.ts';
import { storeLineReadings } from '../../db/readings/psa-lines.ts';
import { storeAgreements, storeCompanies, storeProducts } from '../../db/readings/psa-store.ts';
import { queueRun, findRun, takeFencingToken } from '../../db/runs/sync-runs.ts';
import { ensureVendorService, storeListing, vendorAccounts } from '../../db/readings/vendor-accounts.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import type { GateStatus, IntegrationPhase } from '../../domain/states.ts';
import { vendor } from './registered-kinds.ts';

/** A phase as a test wants it, whatever the way there; a product's write of it must be a move (db/model/transitions.ts). */
export async function forcePhase(db: Database, key: IntegrationKey, phase: IntegrationPhase): Promise<void> {
  await inTransaction(db, async (tx) => {
    await tx
      .updateTable('integration')
      .set({ phase, phaseCode: null, phaseDetail: null })
      .where('id', '=', key.integrationId)
      .execute();
    await touchIntegration(tx, key);
  });
}

/** Rows as loading and syncs leave them, written through the product's own repositories. */
export async function connected(
  db: Database,
  tenantId: string,
  phase: IntegrationPhase,
  psa = 'connectwise',
): Promise<IntegrationKey> {
  return inTransaction(db, async (tx) => {
    const { integrationId } = await connectIntegration(tx, tenantId, {
      vendor: 'duo',
      module: 'billing',
      psa,
    });
    const key = { tenantId, integrationId };
    await forcePhase(tx, key, phase);
    return key;
  });
}

export async function setGates(
  db: Database,
  key: IntegrationKey,
  gates: Readonly<Record<GatePart, GateStatus>>,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const part of ['integration', 'accounts', 'services'] as const) {
      await setGate(tx, key, part, { status: gates[part], loaded: {}, code: null, detail: null });
    }
  });
}

export interface SeededAccount {
  readonly name: string;
  readonly foreignId: string;
  readonly seats: number;
  readonly company?: string;
}

/** Accounts, companies, one agreement and line for each company named, and the products. */
export async function load(
  db: Database,
  key: IntegrationKey,
  accounts: readonly SeededAccount[],
  billed: Readonly<Record<string, number>>,
): Promise<void> {
  const at = new Date();
  await db.transaction().execute(async (tx) => {
    await storeListing(tx, key, [
      ...accounts.map(({ name, foreignId }) => ({
        name,
        foreignId,
        kind: 'child' as const,
        apiHostname: 'api-00000001.duosecurity.test',
      })),
      {
        name: 'Harbor Lane',
        foreignId: 'parent:api-00000000.duosecurity.test',
        kind: 'parent',
        apiHostname: 'api-00000000.duosecurity.test',
      },
    ]);
    const serviceId = await ensureVendorService(tx, key, vendor);
    await storePsa(tx, key, Object.entries(billed), at);
    await tx
      .insertInto('serviceMapping')
      .values({
        tenantId: key.tenantId,
        integrationId: key.integrationId,
        vendorServiceId: serviceId,
        productId: '1',
        decidedBy: 'test',
      })
      .execute();
    await mapAccounts(tx, key, accounts);
  });
}

async function storePsa(
  tx: Tx,
  key: IntegrationKey,
  billed: readonly (readonly [string, number])[],
  at: Date,
): Promise<void> {
  const next = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1)).toISOString().slice(0, 10);
  await storeCompanies(
    tx,
    key,
    billed.map(([name], index) => ({
      id: String(index + 1), name, identifier: name.slice(0, 8), status: 'Active', deleted: false, parentCompanyId: null, billToCompanyId: null,
      currency: 'USD',
    })), // prettier-ignore
    at,
  );
  await storeProducts(
    tx,
    key,
    [
      {
        id: '1',
        identifier: 'DUO-ESS',
        description: 'Duo Essentials',
        productClass: 'Agreement',
        holdsOthers: false,
        inactive: false,
        price: '4',
      },
      {
        id: '2',
        identifier: 'DUO-ESS-OLD',
        description: null,
        productClass: 'Agreement',
        holdsOthers: false,
        inactive: true,
        price: '3',
      },
      {
        id: '3',
        identifier: 'SEC-BUNDLE',
        description: null,
        productClass: 'Bundle',
        holdsOthers: true,
        inactive: false,
        price: '20',
      },
    ],
    at,
  );
  await storeAgreements(
    tx,
    key,
    billed.map(([name], index) => ({
      id: String(100 + index), name: `Managed ${name}`, companyId: String(index + 1), typeId: '1', typeName: 'Managed', parentAgreementId: null,
      status: 'Active', over: null, startDate: '2020-01-01', endDate: null, billingCycle: { name: 'Monthly', months: 1, days: null, never: false },
      nextInvoiceDate: next, prorates: false, periodType: 'Current',
    })), // prettier-ignore
    at,
  );
  // Each of its own agreement, all by one call: thousands are seeded too.
  const lines = billed.map(([, quantity], index) =>
    duoLine(String(100 + index), String(9000 + index), String(quantity)),
  );
  await storeLines(tx, key, '100', lines, at);
  await tx
    .updateTable('psaAgreement')
    .set({ linesOutcome: 'read', linesAttemptedAt: at, linesReadAt: at })
    .where('integrationId', '=', key.integrationId)
    .execute();
}

/** One complete reading of an agreement. */
export const storeLines = (
  tx: Tx,
  key: IntegrationKey,
  agreementId: string,
  lines: readonly PsaLine[],
  begun: Date,
): Promise<void> => storeLineReadings(tx, key, [{ agreementId, begun, read: { outcome: 'read', lines } }]);

const duoLine = (agreementId: string, id: string, quantity: string | null): PsaLine => ({
  id,
  agreementId,
  productId: '1',
  productIdentifier: 'DUO-ESS',
  description: 'Duo',
  quantity,
  lessIncluded: '0',
  unitPrice: '4',
  // In no price or count, so that a cost is found wherever it is shown.
  unitCost: '1.7391',
  billable: true,
  billCustomer: 'Billable',
  effectiveDate: '2020-01-01',
  cancelledDate: null,
  status: null,
  lastUpdated: '2025-01-15T09:30:00.000Z',
});

/** A complete reading of one agreement finds these lines, quantity by id, and the usage is recomposed. */
export async function readAgreement(
  db: Database,
  key: IntegrationKey,
  agreementId: string,
  quantities: Readonly<Record<string, string | null>>,
  at = new Date(),
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const lines = Object.entries(quantities).map(([id, quantity]) => duoLine(agreementId, id, quantity));
    await storeLines(tx, key, agreementId, lines, at);
    await composeEverything(tx, key, null, at);
  });
}

async function mapAccounts(tx: Tx, key: IntegrationKey, accounts: readonly SeededAccount[]): Promise<void> {
  const accountIds = new Map((await vendorAccounts(tx, key)).map(({ foreignId, id }) => [foreignId, id]));
  const companies = await tx
    .selectFrom('psaCompany')
    .select(['name', 'foreignId'])
    .where('integrationId', '=', key.integrationId)
    .execute();
  const companyIds = new Map(companies.map(({ name, foreignId }) => [name, foreignId]));
  const rows = accounts.flatMap(({ foreignId, company }) =>
    company === undefined
      ? []
      : {
          tenantId: key.tenantId,
          integrationId: key.integrationId,
          vendorAccountId: accountIds.get(foreignId)!,
          state: 'mapped' as const,
          companyId: companyIds.get(company)!,
          origin: 'exact' as const,
          decidedBy: 'test',
        },
  );
  // PostgreSQL takes 65,535 parameters in one statement.
  for (let from = 0; from < rows.length; from += 5_000)
    await tx
      .insertInto('accountMapping')
      .values(rows.slice(from, from + 5_000))
      .execute();
}

const holder = (index: number): SeatHolder => ({
  vendorUserId: `DU${index}`,
  username: `user${index}`,
  status: 'active',
  holdsSeat: true,
  unused: null,
});

const readOf = (seats: number): AccountOutcome['read'] =>
  seats < 0
    ? { kind: 'failed', code: 'VendorTimeout', detail: null, calls: 3 }
    : {
        kind: 'counted', seats, byStatus: { active: seats }, notCounted: {}, flags: [], proof: {}, usersListed: seats,
        holders: Array.from({ length: seats }, (_, index) => holder(index)), calls: 1,
      }; // prettier-ignore

/** One run that counts every account (those with negative seats fail), then composes. Returns its id. */
export async function countAll(
  db: Database,
  key: IntegrationKey,
  accounts: readonly SeededAccount[],
  at = new Date(),
): Promise<string> {
  return db.transaction().execute(async (tx) => {
    const runId = await queueRun(tx, key, {
      workflowId: `sync/${key.integrationId}/manual/${randomUUID()}`,
      trigger: 'manual',
      mode: 'full',
      ofRunId: null,
      requestedBy: { kind: 'system', id: 'test' },
    });
    await tx.updateTable('syncRun').set({ queuedAt: at }).where('id', '=', runId).execute();
    const run = await findRun(tx, key.tenantId, runId);
    const ref = { ...key, syncRunId: runId, fencingToken: await takeFencingToken(tx, run!, randomUUID()) };
    const known = await vendorAccounts(tx, key);
    await addPendingReads(
      tx,
      ref,
      known.map(({ id }) => id),
    );
    const seatsOf = new Map(accounts.map(({ foreignId, seats }) => [foreignId, seats]));
    for (let start = 0; start < known.length; start += 100)
      await storeAccountReads(
        tx,
        ref,
        known
          .slice(start, start + 100)
          .map(({ id, foreignId }) => ({ accountId: id, read: readOf(seatsOf.get(foreignId) ?? 2), at })),
      );
    await tx
      .updateTable('syncRun')
      .set({ state: accounts.some(({ seats }) => seats < 0) ? 'partial' : 'succeeded', endedAt: at })
      .where('id', '=', runId)
      .execute();
    await composeEverything(tx, key, runId, at);
    return runId;
  });
}
