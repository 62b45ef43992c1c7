import { Settings, SettingsChange } from '../../contracts/api/settings.ts';
import type { Queryable } from '../../db/model/database.ts';
import { installationId } from '../../db/people/people.ts';
import {
  changeSettings,
  type TenantSettings,
  tenantSettings,
} from '../../use-cases/operations/change-settings.ts';
import { askedBy, carryOut } from '../carry-out.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { Problem } from '../problems.ts';
import { ok, type Route, route } from '../route.ts';

const tag = 'Settings';

/** With what the operator set. */
async function shown({ settings }: ApiDependencies, db: Queryable, tenant: TenantSettings | null) {
  const id = await installationId(db);
  if (tenant === null || id === null) throw new Problem('NotFound');
  const { publicUrl, temporalUiUrl, egressNote, sandbox } = settings;
  return { ...tenant, installation: { id, publicUrl, temporalUiUrl, egressNote, sandbox } };
}

/** Limits of the checks, time zones, currency; and what the operator set, for reading. */
export const settingsRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/settings',
    tag,
    summary: 'Settings of the tenant and of the installation',
    needs: 'read',
    answers: { 200: Settings },
    handle: async ({ deps, caller }) =>
      ok(await shown(deps, deps.db, await tenantSettings(deps.db, caller.tenantId))),
  }),
  route({
    method: 'put',
    path: '/settings',
    tag,
    summary: 'Change the given settings, keep the rest; applies from the next reconciliation',
    needs: 'change-settings',
    privileged: true,
    body: {
      schema: SettingsChange,
      example: { billingTimeZone: 'America/Chicago', writeCaps: { lines: 200 } },
    },
    answers: { 200: Settings },
    handle: async (call) => {
      const { deps, body } = call;
      const changed = await carryOut(deps.db, (tx) => changeSettings(tx, body, deps.kinds, askedBy(call)));
      return ok(await shown(deps, deps.db, changed));
    },
  }),
];
