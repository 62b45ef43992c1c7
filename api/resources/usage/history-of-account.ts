import type { Request } from 'express';
import { type Kinds, termsOfKinds } from '../../../domain/kinds.ts';
import type { IntegrationKey } from '../../../domain/keys.ts';
import type { Queryable } from '../../../db/model/database.ts';
import {
  acceptedAtOfAccount,
  approvalsOfAccount,
  type HistoricApproval,
  holderMoves,
  linesOfAccount,
  readingsOfAccount,
} from '../../../db/lists/account-history.ts';
import { listVendorAccounts } from '../../../db/lists/vendor-accounts.ts';
import { targetInvoice } from '../../../domain/decisions/billing-target-text.ts';
import { iso } from '../../list-answer.ts';
import { causesIn, Problem } from '../../problems.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import { messageWire, rendererOf } from '../../rendering.ts';
import { integrationOf } from '../lifecycle/integration-lookup.ts';
import { seatChanges, vendorAccountWire } from '../mapping/vendor-accounts.ts';

export type HistoryOfAccount = Awaited<ReturnType<typeof historyOf>>;

/** Throws NotFound where this integration has no such account. */
export async function historyOf(
  db: Queryable,
  kinds: Kinds,
  key: IntegrationKey,
  accountId: string,
  request: Request,
) {
  const render = rendererOf(request, termsOfKinds(kinds, await integrationOf(db, key)));
  const causes = causesIn(render);
  const filter = { q: undefined, states: undefined, companyId: undefined, gone: undefined, id: accountId };
  const order = { by: 'name', descending: false } as const;
  const { items } = await listVendorAccounts(db, key, filter, order, { offset: 0, limit: 1 });
  const [account] = items;
  if (account === undefined) throw new Problem('NotFound');
  const acceptedAt = await acceptedAtOfAccount(db, key, account.id);
  const moves = await holderMoves(db, key.tenantId, [account.id], acceptedAt);
  return {
    account: vendorAccountWire(account, render),
    readings: (await readingsOfAccount(db, key.tenantId, account.id)).map((row) => ({
      readAt: iso(row.readAt),
      syncRunId: row.syncRunId,
      state: row.state,
      seats: row.seats,
      byStatus: row.byStatus,
      notCounted: row.notCounted,
      flags: row.flags ?? [],
      cause: causes(row.code, row.detail),
    })),
    lines: (await linesOfAccount(db, key, account.id)).map((row) => ({
      at: iso(row.at),
      usageLineId: row.usageLineId,
      version: row.version,
      kind: row.kind,
      vendorQuantity: row.vendorQuantity,
      psaQuantity: row.psaQuantity,
    })),
    approvals: (await approvalsOfAccount(db, key, account.id)).map((row) => approvalWire(row, render)),
    seatChanges: seatChanges(moves, render),
  };
}

const approvalWire = (row: HistoricApproval, render: Renderer) => ({
  at: iso(row.approvedAt),
  approvalId: row.approvalId,
  approvalLineId: row.id,
  decision: row.decision,
  before: row.before,
  after: row.after,
  targetInvoice: messageWire(render, targetInvoice(row.billingTarget, row.invoiceDate)),
  state: row.state,
  by: { ...row.actor, name: row.actorName },
});
