import { IncidentDone, SecretList } from '../../contracts/api/incident.ts';
import { activeApiKeyIds, revokeApiKey } from '../../db/people/api-keys.ts';
import { type AuditEntry, recordAudit, recordAudits } from '../../db/audit/audit.ts';
import { heldSecrets, isOld } from '../../db/secrets/held-secrets.ts';
import { keepKeyNotices } from '../../db/notices/key-notices.ts';
import { endAllSessions } from '../../db/people/sessions.ts';
import { secretReminderDays } from '../../db/core/settings.ts';
import { lockIntegrations } from '../../db/core/integrations.ts';
import { iso, isoOrNull } from '../list-answer.ts';
import { type Call, emptyBody, ok, type Route, route } from '../route.ts';
import { disarmInside } from './arming.ts';
import { voidLostApprovals } from './lost-approvals.ts';

const tag = 'Incident';

type AnyCall = Pick<Call<unknown, unknown, unknown>, 'caller' | 'address' | 'requestId'>;

const auditOf = ({
  caller,
  address,
  requestId,
}: AnyCall): Pick<AuditEntry, 'tenantId' | 'actor'> & AuditPart => ({
  tenantId: caller.tenantId,
  actor: caller.actor,
  address,
  requestId,
});
type AuditPart = Pick<AuditEntry, 'address' | 'requestId'>;

/** What is held, and what stops everything at once when some of it may be in wrong hands. */
export const incidentRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/secrets',
    tag,
    summary: 'Every secret that is held, without it: for whom, since when, when last used',
    role: 'admin',
    answers: { 200: SecretList },
    handle: async ({ deps, caller: { tenantId } }) => {
      const now = new Date();
      const reminderDays = await secretReminderDays(deps.db, tenantId);
      const secrets = await heldSecrets(deps.db, tenantId, now);
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
    summary: 'End all sessions of everybody but the one that asks',
    role: 'admin',
    body: emptyBody,
    answers: { 200: IncidentDone },
    handle: async (call) => {
      const { deps, caller } = call;
      const ended = await deps.db.transaction().execute(async (tx) => {
        const sessions = await endAllSessions(tx, caller.tenantId, caller.sessionHash);
        await recordAudit(tx, {
          ...auditOf(call),
          action: 'incident.sessions-ended',
          objectKind: 'tenant',
          objectId: caller.tenantId,
          detail: { sessions },
        });
        return sessions;
      });
      return ok({ ended });
    },
  }),
  route({
    method: 'post',
    path: '/incident/revoke-keys',
    privileged: true,
    tag,
    summary: 'Revoke every API key at once',
    role: 'admin',
    body: emptyBody,
    answers: { 200: IncidentDone },
    handle: async (call) => {
      const { deps, caller } = call;
      const { tenantId } = caller;
      const ended = await deps.db.transaction().execute(async (tx) => {
        // Integration rows are locked first of all (architecture.md 5).
        const integrations = await lockIntegrations(tx, tenantId);
        const ids = await activeApiKeyIds(tx, tenantId);
        for (const id of ids) await revokeApiKey(tx, tenantId, id);
        await voidLostApprovals(tx, integrations, caller.actor, new Date());
        await keepKeyNotices(tx, tenantId, new Date());
        await recordAudits(
          tx,
          ids.map((id) => ({
            ...auditOf(call),
            action: 'api-key.revoked',
            objectKind: 'api-key',
            objectId: id,
            detail: { all: true },
          })),
        );
        return ids.length;
      });
      return ok({ ended });
    },
  }),
  route({
    method: 'post',
    path: '/incident/disarm',
    tag,
    summary: 'Disarm every integration: what is queued is cancelled, decisions become proposals',
    role: 'admin',
    body: emptyBody,
    answers: { 200: IncidentDone },
    handle: async (call) => {
      const { deps, caller } = call;
      const request = { ...call, now: new Date() };
      const ended = await deps.db.transaction().execute(async (tx) => {
        let disarmed = 0;
        for (const key of await lockIntegrations(tx, caller.tenantId))
          if (await disarmInside(tx, key, request)) disarmed += 1;
        return disarmed;
      });
      return ok({ ended });
    },
  }),
];
