import { Id } from '../../contracts/api/common.ts';
import { AccountHistory, VendorAccountList, VendorAccountQuery } from '../../contracts/api/mapping.ts';
import {
  acceptedAtOfAccount,
  type HolderMoves,
  holderMoves,
  linesOfAccount,
  readingsOfAccount,
} from '../../db/lists/account-history.ts';
import { type ListedVendorAccount, listVendorAccounts } from '../../db/lists/vendor-accounts.ts';
import { answerList, flag, iso, isoOrNull, sortOf, versionOfIntegration } from '../list-answer.ts';
import { causeOf, Problem } from '../problems.ts';
import { ok, type Route, route } from '../route.ts';
import { IdParams, integrationOf, keyOf } from './integration-of.ts';

const tag = 'Mapping';

/** RULES 10. */
const parentLabel = 'This MSP (parent account)';

const wire = (row: ListedVendorAccount) => ({
  id: row.id,
  foreignId: row.foreign_id,
  kind: row.kind,
  name: row.name,
  label: row.kind === 'parent' ? parentLabel : row.name,
  apiHostname: row.api_hostname,
  edition: row.edition,
  mark: row.mark,
  mapping: {
    state: row.state,
    company:
      row.company_id === null
        ? null
        : {
            id: row.company_id,
            name: row.company_name ?? row.company_id,
            identifier: row.company_identifier,
          },
    origin: row.origin,
    reason: row.reason,
    decidedBy: row.decided_by,
    decidedAt: isoOrNull(row.decided_at),
  },
  acknowledged:
    row.acknowledged_code === null ? null : { code: row.acknowledged_code, reason: row.acknowledged_reason },
  seats: row.seats,
  seatsReadAt: isoOrNull(row.seats_read_at),
  newestRead:
    row.read_state === null
      ? null
      : {
          state: row.read_state,
          cause: causeOf(row.read_code, row.read_detail),
          readAt: isoOrNull(row.read_at),
        },
  firstSeenAt: iso(row.first_seen_at),
  goneAt: isoOrNull(row.gone_at),
});

/** Since the last accepted count, or before any since the first reading (RULES 7). */
export function cameAndWent(moves: HolderMoves) {
  const move = (item: HolderMoves['came'][number]) => ({ ...item, at: iso(item.at) });
  const since = moves.acceptedAt ?? moves.firstReadingAt;
  const base = moves.acceptedAt === null ? 'first reading on' : 'the last accepted count of';
  return {
    since: since === null ? 'before any reading' : `since ${base} ${iso(since).slice(0, 10)}`,
    sinceAt: isoOrNull(since),
    came: moves.came.map(move),
    went: moves.went.map(move),
  };
}

export const vendorAccountRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/vendor-accounts',
    tag,
    summary: 'Duo accounts with mapping, seats and newest read',
    role: 'viewer',
    params: IdParams,
    query: VendorAccountQuery,
    answers: { 200: VendorAccountList },
    problems: ['DataMoved'],
    handle: async (call) => {
      const { deps, query } = call;
      const key = keyOf(call);
      const filter = {
        q: query.q,
        states: query.state,
        companyId: query.company,
        gone: flag(query.gone),
        id: undefined,
      };
      const sort = sortOf<'name' | 'seats' | 'state'>(query.sort);
      return answerList(
        deps,
        query,
        versionOfIntegration(key),
        (db, page) => listVendorAccounts(db, key, filter, sort, page),
        wire,
      );
    },
  }),
  route({
    method: 'get',
    path: '/integrations/{id}/vendor-accounts/{accountId}/history',
    tag,
    summary: 'Readings, lines and seat holders of one account over time',
    role: 'viewer',
    params: IdParams.extend({ accountId: Id }),
    answers: { 200: AccountHistory },
    handle: async (call) => {
      const { deps, params } = call;
      const key = keyOf(call);
      await integrationOf(deps.db, key);
      const filter = {
        q: undefined,
        states: undefined,
        companyId: undefined,
        gone: undefined,
        id: params.accountId,
      };
      const page = await listVendorAccounts(
        deps.db,
        key,
        filter,
        { by: 'name', descending: false },
        { offset: 0, limit: 1 },
      );
      const [account] = page.items;
      if (account === undefined) throw new Problem('NotFound');
      const readings = await readingsOfAccount(deps.db, key.tenantId, account.id);
      const acceptedAt = await acceptedAtOfAccount(deps.db, key, account.id);
      const lines = await linesOfAccount(deps.db, key, account.id);
      return ok({
        account: wire(account),
        readings: readings.map((row) => ({
          readAt: iso(row.read_at),
          syncRunId: row.sync_run_id,
          state: row.state,
          seats: row.seats,
          byStatus: row.by_status,
          pendingDeletion: row.pending_deletion,
          flags: row.flags ?? [],
          cause: causeOf(row.code, row.detail),
        })),
        lines: lines.map((row) => ({
          at: iso(row.at),
          usageLineId: row.usage_line_id,
          version: row.version,
          kind: row.kind,
          vendorQuantity: row.vendor_quantity,
          psaQuantity: row.psa_quantity,
        })),
        cameAndWent: cameAndWent(await holderMoves(deps.db, key.tenantId, [account.id], acceptedAt)),
      });
    },
  }),
];
