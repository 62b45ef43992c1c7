import { Settings, SettingsChange } from '../../contracts/api/settings.ts';
import { keepSecretNotices } from '../../db/secrets/held-secrets.ts';
import { judgeDaysAnew } from '../../use-cases/runs/time-zone-notice.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { inTransaction, type Queryable } from '../../db/core/database.ts';
import { changeTenant, findTenant, installationId } from '../../db/people/people.ts';
import {
  changeGuardLimits,
  changeWriteCaps,
  secretReminderDays,
  setEditionProducts,
  setSecretReminderDays,
  usageSettings,
  writeCaps,
} from '../../db/core/settings.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { Problem } from '../problems.ts';
import { ok, type Route, route } from '../route.ts';

const tag = 'Settings';

async function settingsOf(deps: ApiDependencies, db: Queryable, tenantId: string) {
  const tenant = await findTenant(db, tenantId);
  const installation = await installationId(db);
  if (tenant === null || installation === null) throw new Problem('NotFound');
  const { publicUrl, temporalUiUrl, egressNote, sandbox } = deps.settings;
  return {
    currency: tenant.currency,
    timeZone: tenant.timeZone,
    billingTimeZone: tenant.billingTimeZone,
    ...(await usageSettings(db, tenantId)),
    writeCaps: await writeCaps(db, tenantId),
    secretReminderDays: await secretReminderDays(db, tenantId),
    installation: { id: installation, publicUrl, temporalUiUrl, egressNote, sandbox },
  };
}

/** Without what the operator set. */
const tenantPart = ({
  currency,
  timeZone,
  billingTimeZone,
  guards,
  writeCaps,
  editionProducts,
  secretReminderDays: reminder,
}: Awaited<ReturnType<typeof settingsOf>>) => ({
  currency,
  timeZone,
  billingTimeZone,
  guards,
  writeCaps,
  editionProducts,
  secretReminderDays: reminder,
});

const given = (part: object | undefined) =>
  Object.fromEntries(Object.entries(part ?? {}).filter(([, value]) => value !== undefined));

/** Limits of the guards, time zones, currency; and what the operator set, for reading. */
export const settingsRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/settings',
    tag,
    summary: 'Settings of the tenant and of the installation',
    needs: 'read',
    answers: { 200: Settings },
    handle: async ({ deps, caller }) => ok(await settingsOf(deps, deps.db, caller.tenantId)),
  }),
  route({
    method: 'put',
    path: '/settings',
    tag,
    summary: 'Change what is given, keep the rest; holds from the next composition on',
    needs: 'change-settings',
    body: {
      schema: SettingsChange,
      example: { billingTimeZone: 'America/Chicago', writeCaps: { lines: 200 } },
    },
    answers: { 200: Settings },
    handle: async ({ deps, caller, body, requestId }) => {
      const guards = given(body.guards);
      const caps = given(body.writeCaps);
      const settings = await inTransaction(deps.db, async (tx) => {
        const before = await settingsOf(deps, tx, caller.tenantId);
        await changeTenant(tx, caller.tenantId, {
          currency: body.currency,
          timeZone: body.timeZone,
          billingTimeZone: body.billingTimeZone,
        });
        if (Object.keys(guards).length > 0) await changeGuardLimits(tx, caller.tenantId, guards);
        if (Object.keys(caps).length > 0) await changeWriteCaps(tx, caller.tenantId, caps);
        if (body.editionProducts !== undefined)
          await setEditionProducts(tx, caller.tenantId, body.editionProducts);
        if (body.secretReminderDays !== undefined) {
          await setSecretReminderDays(tx, caller.tenantId, body.secretReminderDays);
          await keepSecretNotices(tx, caller.tenantId, new Date());
        }
        if (body.billingTimeZone !== undefined || body.timeZone !== undefined)
          await judgeDaysAnew(tx, caller.tenantId, new Date());
        const after = await settingsOf(deps, tx, caller.tenantId);
        await recordAudit(tx, {
          tenantId: caller.tenantId,
          actor: caller.actor,
          action: 'settings.changed',
          objectKind: 'tenant',
          objectId: caller.tenantId,
          detail: { before: tenantPart(before), after: tenantPart(after) },
          requestId,
        });
        return after;
      });
      return ok(settings);
    },
  }),
];
