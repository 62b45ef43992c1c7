import { z } from 'zod';
import type { Request } from 'express';
import {
  credentialBody,
  CredentialList,
  CredentialState,
  type EnteredFields,
} from '../../../contracts/api/credentials.ts';
import { type CredentialSummary, credentialSummaries } from '../../../db/secrets/credentials.ts';
import { type CredentialFields, foreignHost, isHostAllowed, psaSet } from '../../../domain/credentials.ts';
import {
  type CredentialForm,
  entryOf,
  formsOf,
  type KindNames,
  type Kinds,
  toKeep,
  type VendorDescription,
  termsOfKinds,
} from '../../../domain/kinds.ts';
import { storeCredentials } from '../../../use-cases/lifecycle/store-credentials.ts';
import { askedFrom, carryOut } from '../../carry-out.ts';
import type { ApiDependencies, ApiSettings } from '../../dependencies.ts';
import { ageSeconds, iso, isoOrNull } from '../../list-answer.ts';
import { type Causes, causesIn, Problem, problemItem } from '../../problems.ts';
import { rendererOf } from '../../rendering.ts';
import { type Body, ok, type Route, route } from '../../route.ts';
import { formInfo } from './vendor-cards.ts';
import { message } from '../../../messages/message.ts';
import { IdParams, integrationOf, keyOf } from './integration-lookup.ts';

const tag = 'Credentials';

const version = (summary: CredentialSummary | undefined, causes: Causes) =>
  summary === undefined
    ? null
    : {
        id: summary.id,
        state: summary.state,
        host: summary.host,
        fingerprint: summary.fingerprint,
        lastFour: summary.lastFour,
        clientId: summary.ownClientId === null ? null : summary.ownClientId ? 'own' : 'installation',
        createdAt: iso(summary.createdAt),
        ageSeconds: ageSeconds(summary.createdAt),
        verifiedAt: isoOrNull(summary.verifiedAt),
        cause: causes(summary.failureCode, summary.failureDetail),
      };

const causesOf = (kinds: Kinds, integration: KindNames, request: Request): Causes =>
  causesIn(rendererOf(request, termsOfKinds(kinds, integration)));

const stateOf = (set: string, summaries: readonly CredentialSummary[], causes: Causes) => ({
  set,
  candidate: version(
    summaries.find((summary) => summary.set === set && summary.state === 'candidate'),
    causes,
  ),
  working: version(
    summaries.find((summary) => summary.set === set && summary.state === 'working'),
    causes,
  ),
});

/**
 * Rejected before anything leaves: a host outside the operator's suffixes would be sent signed requests (architecture.md
 * 8).
 */
function requireAllowedHost(
  settings: ApiSettings,
  form: CredentialForm,
  host: string,
  vendor: VendorDescription | null,
): void {
  const suffixes = suffixesOf(settings, vendor);
  if (suffixes === null || isHostAllowed(host, suffixes)) return;
  const field = form.fields.find(({ holds }) => holds === 'host')?.name;
  const detail = foreignHost(suffixes);
  throw new Problem('HostNotAllowed', {
    items: [
      problemItem('HostNotAllowed', { set: form.set, detail, ...(field === undefined ? {} : { field }) }),
    ],
  });
}

/** Those of the operator, else the vendor's own; null: any. A PSA may stand anywhere. */
const suffixesOf = (
  { hostSuffixes }: Pick<ApiSettings, 'hostSuffixes'>,
  vendor: VendorDescription | null,
): readonly string[] | null =>
  vendor === null ? hostSuffixes.psa : (hostSuffixes.vendor ?? vendor.hostSuffixes);

/** A credential that could not even call is not stored: one of both must name the client ID. */
function requireClientId(settings: ApiSettings, form: CredentialForm, fields: CredentialFields): void {
  const shared = form.fields.find(({ installationVariable }) => installationVariable !== undefined);
  if (shared?.installationVariable === undefined || settings.hasDefaultClientId) return;
  if (fields[shared.name] !== null) return;
  const detail = message('requests.client-id-required', {
    field: shared.label.replace(/^Client/u, 'client'),
    variable: shared.installationVariable,
  });
  throw new Problem('ValidationFailed', {
    detail,
    items: [problemItem('ValidationFailed', { set: form.set, field: shared.name, detail })],
  });
}

export const credentialListOf = (
  { kinds, settings }: Pick<ApiDependencies, 'kinds' | 'settings'>,
  integration: KindNames,
  summaries: readonly CredentialSummary[],
  request: Request,
) => ({
  items: formsOf(kinds, integration).map((form) => ({
    ...stateOf(form.set, summaries, causesOf(kinds, integration, request)),
    form: formInfo(form, rendererOf(request, termsOfKinds(kinds, integration))),
    hostSuffixes: suffixesOf(
      settings,
      form.set === psaSet ? null : entryOf(kinds.vendors, integration.vendor),
    ),
  })),
  egressNote: settings.egressNote,
  hasDefaultClientId: settings.hasDefaultClientId,
});

/** A set of one kind, with its routes: other kinds have other sets. */
interface SetOfKind {
  readonly form: CredentialForm;
  /** Null: it is a PSA's. */
  readonly vendor: VendorDescription | null;
}

/** The sets of every kind. Each PSA has one, under one name: what it holds is its own. */
const vendorSetsOf = ({ vendors }: Kinds): readonly SetOfKind[] =>
  Object.values(vendors).flatMap((vendor) => vendor.credentialSets.map((form) => ({ form, vendor })));

/** Null: the integration has no such set. */
function formOf(kinds: Kinds, integration: KindNames, set: string): SetOfKind | null {
  const form = formsOf(kinds, integration).find((candidate) => candidate.set === set);
  if (form === undefined) return null;
  return { form, vendor: set === psaSet ? null : entryOf(kinds.vendors, integration.vendor) };
}

type CredentialBody = Body<z.ZodType<CredentialFields, EnteredFields>>;

function putRoute(set: string, summary: string, body: CredentialBody): Route {
  return route({
    method: 'put',
    path: `/integrations/{id}/credentials/${set}`,
    privileged: true,
    tag,
    summary: `Store ${summary} credentials as a candidate: used once they authenticate, never shown again`,
    needs: 'change-credentials',
    params: IdParams,
    body,
    set,
    answers: { 200: CredentialState },
    problems: ['HostNotAllowed', 'PhaseRejected', 'MasterKeyChanged'],
    handle: async (call) => {
      const { deps, body: fields, request } = call;
      const key = keyOf(call);
      const integration = await integrationOf(deps.db, key);
      const own = formOf(deps.kinds, integration, set);
      if (own === null) throw new Problem('NotFound');
      requireAllowedHost(deps.settings, own.form, toKeep(own.form, fields).host, own.vendor);
      requireClientId(deps.settings, own.form, fields);
      await carryOut(deps.db, (tx) =>
        storeCredentials(tx, deps.keyRing, key, [{ form: own.form, fields }], askedFrom(call)),
      );
      const causes = causesOf(deps.kinds, integration, request);
      return ok(stateOf(set, await credentialSummaries(deps.db, key), causes));
    },
  });
}

const getRoute = (set: string, summary: string): Route =>
  route({
    method: 'get',
    path: `/integrations/{id}/credentials/${set}`,
    tag,
    summary: `What is known of the ${summary} credentials, never a secret`,
    needs: 'read',
    params: IdParams,
    answers: { 200: CredentialState },
    handle: async ({ deps, caller, params, request }) => {
      const key = keyOf({ caller, params });
      const integration = await integrationOf(deps.db, key);
      if (formOf(deps.kinds, integration, set) === null) throw new Problem('NotFound');
      const causes = causesOf(deps.kinds, integration, request);
      return ok(stateOf(set, await credentialSummaries(deps.db, key), causes));
    },
  });

/** Write-only: what comes back is a fingerprint, the last four characters and an age. */
export function credentialRoutes(kinds: Kinds): readonly Route[] {
  const ofVendors = vendorSetsOf(kinds).map(({ form }) => form);
  const ofPsas = Object.values(kinds.psas).map(({ credentials }) => credentials);
  const psaNames = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(
    ofPsas.map(({ fullName }) => fullName),
  );
  return [
    route({
      method: 'get',
      path: '/integrations/{id}/credentials',
      tag,
      summary: 'What is known of each credential set, never a secret',
      needs: 'read',
      params: IdParams,
      answers: { 200: CredentialList },
      handle: async ({ deps, caller, params, request }) => {
        const key = keyOf({ caller, params });
        const integration = await integrationOf(deps.db, key);
        const summaries = await credentialSummaries(deps.db, key);
        return ok(credentialListOf(deps, integration, summaries, request));
      },
    }),
    ...ofVendors.map(({ set, fullName }) => getRoute(set, fullName)),
    getRoute(psaSet, psaNames),
    ...ofVendors.map((form) => putRoute(form.set, form.fullName, bodyOf(form))),
    putRoute(psaSet, psaNames, anyOf(ofPsas.map(bodyOf))),
  ];
}

const bodyOf = ({ fields }: CredentialForm): CredentialBody => ({
  schema: credentialBody(fields),
  example: Object.fromEntries(fields.map(({ name, example }) => [name, example ?? null])),
});

/** The body of whichever PSA it is: its own form is asked once the integration is known. */
function anyOf(bodies: readonly CredentialBody[]): CredentialBody {
  const [only, ...others] = bodies;
  if (only === undefined) throw new Error('no PSA is registered');
  if (others.length === 0) return only;
  return { schema: z.union(bodies.map(({ schema }) => schema)), example: only.example };
}
