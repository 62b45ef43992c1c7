import { Id } from '../../contracts/api/common.ts';
import { AccountHistory } from '../../contracts/api/mapping.ts';
import type { IntegrationKey } from '../../db/credentials.ts';
import type { Queryable } from '../../db/database.ts';
import {
  acceptedAtOfAccount,
  approvalsOfAccount,
  type HistoricApproval,
  holderMoves,
  linesOfAccount,
  readingsOfAccount,
} from '../../db/lists/account-history.ts';
import { inOneSnapshot } from '../../db/lists/page.ts';
import { listVendorAccounts } from '../../db/lists/vendor-accounts.ts';
import { landsOn } from '../../domain/write-back/lands-on.ts';
import { iso } from '../list-answer.ts';
import { causeOf, Problem } from '../problems.ts';
import { ok, type Route, route } from '../route.ts';
import { accountHistoryCsv } from './account-history-csv.ts';
import { IdParams, integrationOf, keyOf } from './integration-of.ts';
import { cameAndWent, vendorAccountWire } from './vendor-accounts.ts';
import { today } from '../today.ts';

const tag = 'Mapping';
const params = IdParams.extend({ accountId: Id });

/** Readings, PSA quantity, approvals and seat holders of one account over time. */
export const accountHistoryRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/vendor-accounts/{accountId}/history',
    tag,
    summary: 'Readings, lines, approvals and seat holders of one account over time',
    role: 'viewer',
    params,
    answers: { 200: AccountHistory },
    handle: async (call) => ok(await historyOf(call.deps.db, keyOf(call), call.params.accountId)),
  }),
  route({
    method: 'get',
    path: '/integrations/{id}/vendor-accounts/{accountId}/history.csv',
    tag,
    summary: 'The same as a table file',
    role: 'viewer',
    params,
    answers: { 200: { mediaType: 'text/csv' } },
    handle: async (call) => {
      const key = keyOf(call);
      const history = await inOneSnapshot(call.deps.db, (db) => historyOf(db, key, call.params.accountId));
      return accountHistoryCsv(history);
    },
  }),
];

export type HistoryOfAccount = Awaited<ReturnType<typeof historyOf>>;

async function historyOf(db: Queryable, key: IntegrationKey, accountId: string) {
  await integrationOf(db, key);
  const filter = { q: undefined, states: undefined, companyId: undefined, gone: undefined, id: accountId };
  const order = { by: 'name', descending: false } as const;
  const { items } = await listVendorAccounts(db, key, filter, order, { offset: 0, limit: 1 });
  const [account] = items;
  if (account === undefined) throw new Problem('NotFound');
  const acceptedAt = await acceptedAtOfAccount(db, key, account.id);
  const moves = await holderMoves(db, key.tenantId, [account.id], acceptedAt);
  return {
    account: vendorAccountWire(account),
    readings: (await readingsOfAccount(db, key.tenantId, account.id)).map((row) => ({
      readAt: iso(row.read_at),
      syncRunId: row.sync_run_id,
      state: row.state,
      seats: row.seats,
      byStatus: row.by_status,
      pendingDeletion: row.pending_deletion,
      flags: row.flags ?? [],
      cause: causeOf(row.code, row.detail),
    })),
    lines: (await linesOfAccount(db, key, account.id)).map((row) => ({
      at: iso(row.at),
      usageLineId: row.usage_line_id,
      version: row.version,
      kind: row.kind,
      vendorQuantity: row.vendor_quantity,
      psaQuantity: row.psa_quantity,
    })),
    approvals: (await approvalsOfAccount(db, key, account.id)).map(approvalWire),
    cameAndWent: cameAndWent(moves),
  };
}

const approvalWire = (row: HistoricApproval) => ({
  at: iso(row.approved_at),
  approvalId: row.approval_id,
  approvalLineId: row.id,
  decision: row.decision,
  before: row.before,
  after: row.after,
  landsOn: landsOn(row.landing, row.invoice_date, today()),
  state: row.state,
  by: { ...row.actor, name: row.actor_name },
});
