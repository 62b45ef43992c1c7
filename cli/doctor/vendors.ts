import type { IntegrationKey } from '../../domain/keys.ts';
import { duoKey } from '../../activities/duo-keys.ts';
import { workerSettings } from '../../config/worker-settings.ts';
import type { Environment } from '../../config/environment.ts';
import { openCredential } from '../../db/secrets/credentials.ts';
import type { Database } from '../../db/core/database.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import { createDuoClient, type DuoClient } from '../../vendors/duo/client.ts';
import { describeDuoFailure, type DuoFailure } from '../../vendors/duo/failures.ts';
import { createOutbound, type Outbound, type OutboundOptions } from '../../http/outbound.ts';
import { createConnectWise } from '../../psa/connectwise/connectwise.ts';
import { psaFailures } from '../../psa/failures.ts';
import { createDuoBudget, unlimitedBudget } from '../../worker/duo-budget.ts';
import { duration } from '../durations.ts';
import { examineCertificate } from './certificate.ts';
import { bad, type Check, examined, good, notChecked, warning } from './check.ts';

/** Duo refuses a signature whose date is further away than this (duo.md 1.1). */
const duoClockLimitMs = 300_000;
const clockWarningMs = 60_000;

export interface VendorsUnderExamination {
  readonly db: Database;
  readonly keyRing: KeyRing;
  readonly environment: Environment;
  readonly outboundOptions: OutboundOptions;
}

/** The working credentials of each integration that has some, with one probe each; what a probe finds is stored nowhere. */
export async function examineVendors(vendors: VendorsUnderExamination): Promise<readonly Check[]> {
  const keys = await vendors.db
    .selectFrom('credential')
    .select(['tenant_id', 'integration_id'])
    .distinct()
    .where('state', '=', 'working')
    .execute();
  if (keys.length === 0) return [notChecked('vendors', 'no integration has a working credential')];
  const outbound = createOutbound(vendors.outboundOptions);
  try {
    const found = await Promise.all(
      keys.map(async ({ tenant_id, integration_id }) => {
        const key = { tenantId: tenant_id, integrationId: integration_id };
        const parts = await Promise.all([
          examined('duo.credentials', (signal) => examineDuoKeys(vendors, outbound, key, signal)),
          examined('duo.clock', (signal) => examineDuoHost(vendors, outbound, key, signal)),
          examined('psa.credentials', (signal) => examinePsa(vendors, outbound, key, signal)),
        ]);
        return parts.flat();
      }),
    );
    return found.flat();
  } finally {
    await outbound.close();
  }
}

function duoClient({ db, environment }: VendorsUnderExamination, outbound: Outbound): DuoClient {
  const { duo, duoBudget } = workerSettings(environment);
  const budget =
    duoBudget === 'unlimited' ? unlimitedBudget : createDuoBudget(db, duoBudget, () => undefined);
  return createDuoClient({ outbound, budget, ...duo });
}

async function examineDuoKeys(
  vendors: VendorsUnderExamination,
  outbound: Outbound,
  key: IntegrationKey,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const { db, keyRing } = vendors;
  const duo = duoClient(vendors, outbound);
  const accounts = await openCredential(db, keyRing, key, 'accounts-api', 'working');
  const admin = await openCredential(db, keyRing, key, 'admin-api', 'working');
  const verdict = (
    name: string,
    host: string,
    probe: { readonly ok: true } | ({ readonly ok: false } & DuoFailure),
  ) =>
    probe.ok
      ? good(name, `the key works at ${host}`)
      : bad(name, `${probe.code} at ${host}`, describeDuoFailure(probe).advice);
  return Promise.all([
    accounts === null
      ? bad('duo.accounts-api', 'the Accounts API key is missing', 'Store one and authenticate.')
      : duo
          .verifyAccountsApi(duoKey(accounts.fields), signal)
          .then((probe) => verdict('duo.accounts-api', accounts.fields.apiHostname, probe)),
    admin === null
      ? bad('duo.admin-api', 'the Admin API key is missing', 'Store one and authenticate.')
      : duo
          .verifyAdminApi(duoKey(admin.fields), accounts?.fields.apiHostname ?? null, [], signal)
          .then((probe) => verdict('duo.admin-api', admin.fields.apiHostname, probe)),
  ]);
}

/** This machine's clock against Duo's, and how long Duo's certificate lasts. Asks without a key. */
async function examineDuoHost(
  { db, keyRing, outboundOptions }: VendorsUnderExamination,
  outbound: Outbound,
  key: IntegrationKey,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const stored = await openCredential(db, keyRing, key, 'accounts-api', 'working');
  if (stored === null) return [];
  const host = stored.fields.apiHostname;
  const began = Date.now();
  const answer = await outbound.request({ host, method: 'GET', path: '/auth/v2/ping', signal });
  const certificate = await examineCertificate(
    'duo.certificate',
    { host, port: 443 },
    trustOf(outboundOptions),
    signal,
  );
  if (answer.kind === 'no-answer') {
    return [
      bad('duo.clock', `${host} does not answer (${answer.cause})`, 'Check network, proxy and firewall.'),
      certificate,
    ];
  }
  const theirs = Date.parse(answer.headers['date'] ?? '');
  if (Number.isNaN(theirs)) return [notChecked('duo.clock', `${host} tells no time`), certificate];
  return [examineClock(theirs, (began + Date.now()) / 2), certificate];
}

/** @param theirs Duo's time and ours, in ms; the header holds whole seconds. */
export function examineClock(theirs: number, ours: number): Check {
  const skew = ours - theirs;
  const found = `this clock is ${duration(Math.abs(skew))} ${skew < 0 ? 'behind' : 'ahead of'} Duo's`;
  const advice = `Set the clock (NTP): Duo refuses signatures that are ${duration(duoClockLimitMs)} away.`;
  if (Math.abs(skew) >= duoClockLimitMs) return bad('duo.clock', found, advice);
  return Math.abs(skew) >= clockWarningMs ? warning('duo.clock', found, advice) : good('duo.clock', found);
}

async function examinePsa(
  { db, keyRing, environment, outboundOptions }: VendorsUnderExamination,
  outbound: Outbound,
  key: IntegrationKey,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const stored = await openCredential(db, keyRing, key, 'psa', 'working');
  if (stored === null)
    return [bad('psa.credentials', 'the PSA credential is missing', 'Store one and authenticate.')];
  const host = stored.fields.site;
  const psa = createConnectWise({
    outbound,
    credential: stored.fields,
    settings: workerSettings(environment).psa,
    onCall: () => undefined,
  });
  const [result, certificate] = await Promise.all([
    psa.verify(signal),
    examineCertificate('psa.certificate', { host, port: 443 }, trustOf(outboundOptions), signal),
  ]);
  if (!result.ok) {
    return [
      bad('psa.credentials', `${result.code} at ${host}`, psaFailures[result.code].advice),
      certificate,
    ];
  }
  const missing = result.value.rights.flatMap(({ label, outcome }) => (outcome.ok ? [] : [label]));
  return [
    missing.length === 0
      ? good('psa.credentials', `the key works at ${host}, with every right to read`)
      : bad(
          'psa.credentials',
          `the key at ${host} may not read: ${missing.join(', ')}`,
          'Give its role these rights.',
        ),
    certificate,
  ];
}

const trustOf = ({ resolve, extraCa }: OutboundOptions) => ({
  resolve: resolve ?? [],
  ...(extraCa === undefined ? {} : { extraCa }),
});
