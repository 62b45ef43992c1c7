import { z } from 'zod';
import { Logo, NewLogo, sampleLogo, Settings, SettingsChange } from '../../../contracts/api/settings.ts';
import { inTransaction } from '../../../db/model/database.ts';
import { logoFacts, mspLogo } from '../../../db/settings/msp-identity.ts';
import { installationId } from '../../../db/people/people.ts';
import { editionOf, paidEditions } from '../../../domain/editions.ts';
import { logoTypes } from '../../../domain/msp.ts';
import { mayBySettings } from '../../../domain/roles.ts';
import { changeLogo, removeLogo } from '../../../use-cases/operations/change-logo.ts';
import {
  changeSettings,
  type TenantSettings,
  tenantSettings,
} from '../../../use-cases/operations/change-settings.ts';
import { askedBy, carryOut } from '../../carry-out.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { logoImage } from '../../logo-image.ts';
import { Problem, problemItem } from '../../problems.ts';
import type { Caller } from '../../sign-in/caller.ts';
import { noContent, ok, type Route, route } from '../../route.ts';

const tag = 'Settings';

/** With what the operator set. */
async function shown(
  { settings, db }: ApiDependencies,
  caller: Pick<Caller, 'tenantId' | 'role' | 'marginRole'>,
  tenant: TenantSettings | null,
) {
  const { tenantId } = caller;
  const id = await installationId(db);
  if (tenant === null || id === null) throw new Problem('NotFound');
  const { vendorPrices, ...others } = tenant;
  const { publicUrl, temporalUiUrl, egressNote, keeping, sandbox } = settings;
  return {
    ...others,
    ...(mayBySettings(caller, 'see-margin') ? { vendorPrices } : {}),
    vendorEditions: paidEditions.map((code) => ({ code, name: editionOf(code).name })),
    logo: await logoFacts(db, tenantId),
    installation: { id, publicUrl, temporalUiUrl, egressNote, keeping, sandbox },
  };
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
      ok(await shown(deps, caller, await tenantSettings(deps.db, caller.tenantId))),
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
      const { deps, body, caller } = call;
      const changed = await carryOut(deps.db, (tx) => changeSettings(tx, body, deps.kinds, askedBy(call)));
      return ok(await shown(deps, caller, changed));
    },
  }),
  route({
    method: 'get',
    path: '/settings/logo',
    tag,
    summary: 'The logo of the MSP, as it was uploaded',
    needs: 'read',
    query: z.strictObject({
      sha256: z.string().max(64).optional().describe('Makes another address for another logo'),
    }),
    answers: { 200: { mediaType: logoTypes } },
    problems: ['NotFound'],
    handle: async ({ deps, caller }) => {
      const logo = await mspLogo(deps.db, caller.tenantId);
      if (logo === null) throw new Problem('NotFound');
      return {
        kind: 'stream',
        write: (response) => {
          response.status(200).type(logo.mediaType);
          response.setHeader('Cache-Control', 'private, max-age=3600');
          response.send(logo.bytes);
        },
      };
    },
  }),
  route({
    method: 'put',
    path: '/settings/logo',
    tag,
    summary: 'Set the logo of the MSP; reports already rendered keep the former one',
    needs: 'change-settings',
    privileged: true,
    largeBody: true,
    body: { schema: NewLogo, example: { content: sampleLogo } },
    answers: { 200: Logo },
    handle: async (call) => {
      const image = await logoImage(Buffer.from(call.body.content, 'base64'));
      if ('id' in image)
        throw new Problem('ValidationFailed', {
          detail: image,
          items: [problemItem('ValidationFailed', { field: 'content', detail: image })],
        });
      return ok(await inTransaction(call.deps.db, (tx) => changeLogo(tx, image, askedBy(call))));
    },
  }),
  route({
    method: 'delete',
    path: '/settings/logo',
    tag,
    summary: 'Remove the logo of the MSP',
    needs: 'change-settings',
    privileged: true,
    answers: { 204: null },
    handle: async (call) => {
      await inTransaction(call.deps.db, (tx) => removeLogo(tx, askedBy(call)));
      return noContent();
    },
  }),
];
