import { namesOf } from '../../names-of.ts';
import { Id } from '../../../contracts/api/common.ts';
import { AccountHistory } from '../../../contracts/api/mapping.ts';
import { inOneSnapshot } from '../../../db/driver/page.ts';
import { rendererOf } from '../../rendering.ts';
import { ok, type Route, route } from '../../route.ts';
import { accountHistoryCsv } from './account-history-csv.ts';
import { historyOf } from './history-of-account.ts';
import { IdParams, keyOf } from '../lifecycle/integration-lookup.ts';

const tag = 'Mapping';
const params = IdParams.extend({ accountId: Id });

/** Readings, PSA quantity, approvals and seat holders of one account over time. */
export const accountHistoryRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/vendor-accounts/{accountId}/history',
    tag,
    summary: 'Readings, lines, approvals and seat holders of one account over time',
    needs: 'read',
    params,
    answers: { 200: AccountHistory },
    handle: async (call) =>
      ok(await historyOf(call.deps.db, call.deps.kinds, keyOf(call), call.params.accountId, call.request)),
  }),
  route({
    method: 'get',
    path: '/integrations/{id}/vendor-accounts/{accountId}/history.csv',
    tag,
    summary: 'The same as a table file',
    needs: 'read',
    params,
    answers: { 200: { mediaType: 'text/csv' } },
    handle: async (call) => {
      const key = keyOf(call);
      const history = await inOneSnapshot(call.deps.db, (db) =>
        historyOf(db, call.deps.kinds, key, call.params.accountId, call.request),
      );
      const names = await namesOf(call.deps, key.tenantId, key.integrationId);
      return accountHistoryCsv(history, rendererOf(call.request, names(key.integrationId)));
    },
  }),
];
