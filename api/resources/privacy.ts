import { ChangePrivacy, PrivacyAnswer } from '../../contracts/api/settings.ts';
import { inTransaction } from '../../db/core/database.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { lockIntegration, setKeepNames } from '../../db/core/integrations.ts';
import { eraseHolderNames } from '../../db/readings/seat-holders.ts';
import { activeRun } from '../../db/runs/sync-runs.ts';
import { Problem } from '../problems.ts';
import { ok, type Route, route } from '../route.ts';
import { IdParams, keyOf } from './integration-of.ts';

/** Whether names of users are kept as evidence beside their ids (architecture.md 6). */
export const privacyRoutes: readonly Route[] = [
  route({
    method: 'put',
    path: '/integrations/{id}/privacy',
    tag: 'Settings',
    summary: 'Keep names of users or not; not keeping them erases those kept so far',
    role: 'admin',
    params: IdParams,
    body: { schema: ChangePrivacy, example: { keepNames: false } },
    answers: { 200: PrivacyAnswer },
    problems: ['SyncRunActive'],
    handle: async (call) => {
      const { deps, caller, body, requestId } = call;
      const key = keyOf(call);
      const namesErased = await inTransaction(deps.db, async (tx) => {
        const integration = await lockIntegration(tx, key);
        if (integration === null) throw new Problem('NotFound');
        if (integration.keepNames === body.keepNames) return 0;
        // A run under way would write names again that were erased here.
        if (!body.keepNames && (await activeRun(tx, key)) !== null) throw new Problem('SyncRunActive');
        await setKeepNames(tx, key, body.keepNames);
        const erased = body.keepNames ? 0 : await eraseHolderNames(tx, key);
        await recordAudit(tx, {
          tenantId: key.tenantId,
          actor: caller.actor,
          action: 'privacy.changed',
          objectKind: 'integration',
          objectId: key.integrationId,
          integrationId: key.integrationId,
          detail: { before: integration.keepNames, after: body.keepNames, namesErased: erased },
          requestId,
        });
        return erased;
      });
      return ok({ keepNames: body.keepNames, namesErased });
    },
  }),
];
