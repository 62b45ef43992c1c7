import { namesOf } from '../names-of.ts';
import { VendorAccountList, VendorAccountQuery } from '../../contracts/api/mapping.ts';
import type { HolderMoves } from '../../db/lists/account-history.ts';
import { type ListedVendorAccount, listVendorAccounts } from '../../db/lists/vendor-accounts.ts';
import { answerList, flag, iso, isoOrNull, sortOf, versionOfIntegration } from '../list-answer.ts';
import { type Causes, causesIn } from '../problems.ts';
import { rendererOf } from '../rendering.ts';
import { type Route, route } from '../route.ts';
import { IdParams, keyOf } from './integration-of.ts';

const tag = 'Mapping';

/** RULES 10. */
export const accountLabel = ({ kind, name }: Pick<ListedVendorAccount, 'kind' | 'name'>): string =>
  kind === 'parent' ? 'This MSP (parent account)' : name;

export const vendorAccountWire = (row: ListedVendorAccount, causes: Causes) => ({
  id: row.id,
  foreignId: row.foreignId,
  kind: row.kind,
  name: row.name,
  nameCleaned: row.nameCleaned,
  label: accountLabel(row),
  apiHostname: row.apiHostname,
  edition: row.edition,
  mark: row.mark,
  mapping: {
    state: row.state,
    company:
      row.companyId === null
        ? null
        : {
            id: row.companyId,
            name: row.companyName ?? row.companyId,
            identifier: row.companyIdentifier,
          },
    origin: row.origin,
    reason: row.reason,
    decidedBy: row.decidedBy,
    decidedByName: row.decidedByName,
    decidedAt: isoOrNull(row.decidedAt),
  },
  acknowledged:
    row.acknowledgedCode === null ? null : { code: row.acknowledgedCode, reason: row.acknowledgedReason },
  seats: row.seats,
  seatsReadAt: isoOrNull(row.seatsReadAt),
  byStatus: row.byStatus,
  newestRead:
    row.readState === null
      ? null
      : {
          state: row.readState,
          cause: causes(row.readCode, row.readDetail),
          readAt: isoOrNull(row.readAt),
        },
  firstSeenAt: iso(row.firstSeenAt),
  goneAt: isoOrNull(row.goneAt),
});

/** Since the last accepted count, or before any since the first reading (RULES 7). */
export function seatChanges(moves: HolderMoves) {
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
      const called = (await namesOf(deps, key.tenantId, key.integrationId))(key.integrationId);
      const causes = causesIn(rendererOf(call.request, called));
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
        (row) => vendorAccountWire(row, causes),
      );
    },
  }),
];
