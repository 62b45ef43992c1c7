import { inTransaction } from '../../../db/model/database.ts';
import { IncidentDone, SecretList } from '../../../contracts/api/incident.ts';
import { secretReminderDays } from '../../../db/settings/settings.ts';
import { heldSecrets, isOld } from '../../../db/notices/held-secrets.ts';
import { endEverySession, revokeEveryKey } from '../../../use-cases/people/incident.ts';
import { turnOffAllWriteBack } from '../../../use-cases/write-back/turn-on-write-back.ts';
import { askedFrom } from '../../carry-out.ts';
import { iso, isoOrNull } from '../../list-answer.ts';
import { emptyBody, ok, type Route, route } from '../../route.ts';

const tag = 'Incident';

/** What is held, and what stops everything at once when some of it may be in wrong hands. */
export const incidentRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/secrets',
    tag,
    summary: 'Every secret that is held, without it: for whom, since when, when last used',
    needs: 'incident',
    answers: { 200: SecretList },
    handle: async ({ deps, caller: { tenantId } }) => {
      const now = new Date();
      const reminderDays = await secretReminderDays(deps.db, tenantId);
      const secrets = await heldSecrets(deps.db, tenantId, deps.kinds, now);
      return ok({
        reminderDays,
        items: secrets.map((secret) => ({
          ...secret,
          since: iso(secret.since),
          lastUsedAt: isoOrNull(secret.lastUsedAt),
          endsAt: isoOrNull(secret.endsAt),
          isOld: isOld(secret, reminderDays, now),
        })),
      });
    },
  }),
  route({
    method: 'post',
    path: '/incident/end-sessions',
    privileged: true,
    tag,
    summary: 'End all sessions except the current one',
    needs: 'incident',
    body: emptyBody,
    answers: { 200: IncidentDone },
    handle: async (call) =>
      ok({
        ended: await inTransaction(call.deps.db, (tx) =>
          endEverySession(tx, call.caller.sessionHash, askedFrom(call)),
        ),
      }),
  }),
  route({
    method: 'post',
    path: '/incident/revoke-keys',
    privileged: true,
    tag,
    summary: 'Revoke every API key',
    needs: 'incident',
    body: emptyBody,
    answers: { 200: IncidentDone },
    handle: async (call) =>
      ok({ ended: await inTransaction(call.deps.db, (tx) => revokeEveryKey(tx, askedFrom(call))) }),
  }),
  route({
    method: 'post',
    path: '/incident/turn-off-write-back',
    tag,
    summary:
      'Turn off write-back for every integration: queued changes are canceled, decisions become proposals',
    needs: 'incident',
    body: emptyBody,
    answers: { 200: IncidentDone },
    handle: async (call) =>
      ok({ ended: await inTransaction(call.deps.db, (tx) => turnOffAllWriteBack(tx, askedFrom(call))) }),
  }),
];
