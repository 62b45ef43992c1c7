import { namesOf } from '../../names-of.ts';
import { VendorAccountList, VendorAccountQuery } from '../../../contracts/api/mapping.ts';
import type { HolderMoves } from '../../../db/lists/account-history.ts';
import { type ListedVendorAccount, listVendorAccounts } from '../../../db/lists/vendor-accounts.ts';
import { answerList, flag, iso, isoOrNull, sortOf, versionOfIntegration } from '../../list-answer.ts';
import { type Message, message } from '../../../messages/message.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import { causesIn } from '../../problems.ts';
import { rendererOf } from '../../rendering.ts';
import { type Route, route } from '../../route.ts';
import { IdParams, keyOf } from '../lifecycle/integration-lookup.ts';

const tag = 'Mapping';

/** RULES 10. */
export const accountLabel = (
  { kind, name }: Pick<ListedVendorAccount, 'kind' | 'name'>,
  render: Renderer,
): string => (kind === 'parent' ? render(message('mapping.parent-account')) : name);

export const vendorAccountWire = (row: ListedVendorAccount, render: Renderer) => ({
  id: row.id,
  foreignId: row.foreignId,
  kind: row.kind,
  name: row.name,
  nameCleaned: row.nameCleaned,
  label: accountLabel(row, render),
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
          cause: causesIn(render)(row.readCode, row.readDetail),
          readAt: isoOrNull(row.readAt),
        },
  firstSeenAt: iso(row.firstSeenAt),
  goneAt: isoOrNull(row.goneAt),
});

/** Since the last accepted count, or before any since the first reading (RULES 7). */
export function seatChanges(moves: HolderMoves, render: Renderer) {
  const move = (item: HolderMoves['came'][number]) => ({ ...item, at: iso(item.at) });
  const since = moves.acceptedAt ?? moves.firstReadingAt;
  return {
    since: render(sinceWords(moves)),
    sinceAt: isoOrNull(since),
    came: moves.came.map(move),
    went: moves.went.map(move),
  };
}

const dayOf = (at: Date): string => iso(at).slice(0, 10);

function sinceWords({ acceptedAt, firstReadingAt }: HolderMoves): Message {
  if (acceptedAt !== null) return message('reports.since.accepted', { day: dayOf(acceptedAt) });
  return firstReadingAt === null
    ? message('reports.since.none')
    : message('reports.since.first-read', { day: dayOf(firstReadingAt) });
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
      const render = rendererOf(call.request, called);
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
        (row) => vendorAccountWire(row, render),
      );
    },
  }),
];
