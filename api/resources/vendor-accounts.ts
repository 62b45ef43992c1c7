import { VendorAccountList, VendorAccountQuery } from '../../contracts/api/mapping.ts';
import type { HolderMoves } from '../../db/lists/account-history.ts';
import { type ListedVendorAccount, listVendorAccounts } from '../../db/lists/vendor-accounts.ts';
import { answerList, flag, iso, isoOrNull, sortOf, versionOfIntegration } from '../list-answer.ts';
import { causeOf } from '../problems.ts';
import { type Route, route } from '../route.ts';
import { IdParams, keyOf } from './integration-of.ts';

const tag = 'Mapping';

/** RULES 10. */
const parentLabel = 'This MSP (parent account)';

export const vendorAccountWire = (row: ListedVendorAccount) => ({
  id: row.id,
  foreignId: row.foreign_id,
  kind: row.kind,
  name: row.name,
  nameCleaned: row.name_cleaned,
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
    decidedByName: row.decided_by_name,
    decidedAt: isoOrNull(row.decided_at),
  },
  acknowledged:
    row.acknowledged_code === null ? null : { code: row.acknowledged_code, reason: row.acknowledged_reason },
  seats: row.seats,
  seatsReadAt: isoOrNull(row.seats_read_at),
  byStatus: row.by_status,
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
    summary: 'Vendor accounts with mapping, seats and newest read',
    needs: 'read',
    params: IdParams,
    query: VendorAccountQuery,
    answers: { 200: VendorAccountList },
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
        vendorAccountWire,
      );
    },
  }),
];
