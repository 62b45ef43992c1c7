import { CanceledDaySetting, ChangeCanceledDay } from '../../../contracts/api/canceled-day.ts';
import { entryOf } from '../../../domain/kinds.ts';
import type { IntegrationKey } from '../../../domain/keys.ts';
import { canceledDaySetting, changeCanceledDay } from '../../../use-cases/write-back/canceled-day.ts';
import { askedFrom, carryOut } from '../../carry-out.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { ok, type Route, route } from '../../route.ts';
import { IdParams, integrationOf, keyOf } from './integration-lookup.ts';

const tag = 'Usage';

const psaOf = async ({ db, kinds }: ApiDependencies, key: IntegrationKey) =>
  entryOf(kinds.psas, (await integrationOf(db, key)).psa);

/** Whether the PSA bills the canceled day of a line (RULES 17). */
export const canceledDayRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/canceled-day',
    tag,
    summary: 'Whether the PSA bills the canceled day of a line',
    needs: 'read',
    params: IdParams,
    answers: { 200: CanceledDaySetting },
    handle: async (call) =>
      ok(await canceledDaySetting(call.deps.db, keyOf(call), await psaOf(call.deps, keyOf(call)))),
  }),
  route({
    method: 'put',
    path: '/integrations/{id}/canceled-day',
    privileged: true,
    keys: 'no',
    tag,
    summary: 'Set whether the PSA bills the canceled day; unsent approvals to end lines return to review',
    needs: 'write-back',
    params: IdParams,
    body: { schema: ChangeCanceledDay, example: { canceledDay: 'not-billed' } },
    answers: { 200: CanceledDaySetting },
    problems: ['PhaseRejected', 'CanceledDayNotUsed'],
    handle: async (call) => {
      const { deps, body } = call;
      const psa = await psaOf(deps, keyOf(call));
      await carryOut(deps.db, (tx) =>
        changeCanceledDay(tx, keyOf(call), psa, body.canceledDay, askedFrom(call)),
      );
      return ok(await canceledDaySetting(deps.db, keyOf(call), psa));
    },
  }),
];
