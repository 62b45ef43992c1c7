import { type CredentialToKeep, psaSet } from '../../domain/credentials.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { instanceDifference, instanceWords, isOtherParent } from '../../domain/instances.ts';
import { entryOf, toKeep } from '../../domain/kinds.ts';
import { workerSettings } from '../../config/worker-settings.ts';
import type { Environment } from '../../config/environment.ts';
import { openCredential } from '../../db/secrets/credentials.ts';
import { keptInstance, sharedAccounts } from '../../db/integrations/instances.ts';
import type { Database } from '../../db/model/database.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import { createOutbound, type Outbound, type OutboundOptions } from '../../http/outbound.ts';
import type { Psa } from '../../psa/port.ts';
import { foundBy } from '../../psa/failures.ts';
import { psas } from '../../psa/registry.ts';
import { adviceInEnglish } from '../../messages/english.ts';
import type { SetVerdict, Vendor, VendorFailure, VendorKind } from '../../vendors/port.ts';
import { vendors } from '../../vendors/registry.ts';
import { createCallBudget, unlimitedBudget } from '../../worker/call-budget.ts';
import { createCallWindow } from '../../worker/call-window.ts';
import { duration } from '../durations.ts';
import { examineCertificate } from './certificate.ts';
import { bad, type Check, examined, good, notChecked, warning } from './check.ts';

const clockWarningMs = 60_000;

export interface VendorsUnderExamination {
  readonly db: Database;
  readonly keyRing: KeyRing;
  readonly environment: Environment;
  readonly outboundOptions: OutboundOptions;
}

/** The working credentials of each integration that has some, with one probe each; what a probe finds is stored nowhere. */
export async function examineVendors(examination: VendorsUnderExamination): Promise<readonly Check[]> {
  const keys = await examination.db
    .selectFrom('credential')
    .select(['tenantId', 'integrationId'])
    .distinct()
    .where('state', '=', 'working')
    .execute();
  if (keys.length === 0) return [notChecked('vendors', 'no integration has a working credential')];
  const outbound = createOutbound(examination.outboundOptions);
  try {
    const found = await Promise.all(
      keys.map(async ({ tenantId, integrationId }) => {
        const key = { tenantId, integrationId };
        const parts = await Promise.all([
          examined('vendor.credentials', (signal) => examineVendorKeys(examination, outbound, key, signal)),
          examined('vendor.clock', (signal) => examineVendorHost(examination, outbound, key, signal)),
          examined('psa.credentials', (signal) => examinePsa(examination, outbound, key, signal)),
        ]);
        return parts.flat();
      }),
    );
    return found.flat();
  } finally {
    await outbound.close();
  }
}

function openVendor(
  kind: VendorKind,
  { db, environment }: VendorsUnderExamination,
  outbound: Outbound,
): Vendor {
  const { vendor, vendorBudget } = workerSettings(environment);
  const budget =
    vendorBudget === 'unlimited' ? unlimitedBudget : createCallBudget(db, vendorBudget, () => undefined);
  return kind.open({ outbound, budget, settings: vendor, onCall: () => undefined });
}

const adviceOf = ({ shortName }: VendorKind, { code, detail }: VendorFailure): string =>
  adviceInEnglish(code, detail, { vendor: shortName, psa: null });

/** Host and fields of each working credential of the vendor, by set. */
async function openedSets(
  { db, keyRing }: VendorsUnderExamination,
  { credentialSets }: VendorKind,
  key: IntegrationKey,
) {
  const opened = new Map<string, CredentialToKeep>();
  for (const form of credentialSets) {
    const stored = await openCredential(db, keyRing, key, form.set, 'working');
    if (stored !== null) opened.set(form.set, toKeep(form, stored.fields));
  }
  return opened;
}

async function examineVendorKeys(
  examination: VendorsUnderExamination,
  outbound: Outbound,
  key: IntegrationKey,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const kind = await vendorOf(examination.db, key);
  const opened = await openedSets(examination, kind, key);
  const credentials = Object.fromEntries([...opened].map(([set, { fields }]) => [set, fields]));
  const verdicts = await openVendor(kind, examination, outbound).verify(credentials, signal);
  const others = await otherParents(examination.db, key, verdicts);
  return kind.credentialSets.map(({ set, noun }) => {
    const name = `${kind.kind}.${set}`;
    const verdict = verdicts.find((of) => of.set === set);
    const host = opened.get(set)?.host;
    if (verdict === undefined || host === undefined)
      return bad(name, `the ${noun} is missing`, 'Store one and authenticate.');
    if (others.includes(set))
      return bad(
        name,
        `the accounts at ${host} belong to another parent: none of them is known`,
        'Store the former key again, or answer on the credentials page that it is another instance.',
      );
    return verdict.ok
      ? good(name, `the key works at ${host}`)
      : bad(name, `${verdict.failure.code} at ${host}`, adviceOf(kind, verdict.failure));
  });
}

/** Sets whose key lists no account that the last complete list had. */
async function otherParents(
  db: Database,
  key: IntegrationKey,
  verdicts: readonly SetVerdict[],
): Promise<readonly string[]> {
  const others: string[] = [];
  for (const verdict of verdicts) {
    if (!verdict.ok || verdict.accountIds === undefined) continue;
    if (isOtherParent(await sharedAccounts(db, key, verdict.accountIds))) others.push(verdict.set);
  }
  return others;
}

/** This machine's clock against the vendor's, and how long its certificate lasts. Asks without a key. */
async function examineVendorHost(
  examination: VendorsUnderExamination,
  outbound: Outbound,
  key: IntegrationKey,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const kind = await vendorOf(examination.db, key);
  const host = (await openedSets(examination, kind, key)).get(kind.listedWith)?.host;
  if (host === undefined) return [];
  const began = Date.now();
  const answer = await outbound.request({ host, method: 'GET', path: kind.clock.path, signal });
  const certificate = await examineCertificate(
    `${kind.kind}.certificate`,
    { host, port: 443 },
    trustOf(examination.outboundOptions),
    signal,
  );
  const clock = `${kind.kind}.clock`;
  if (answer.kind === 'no-answer') {
    return [
      bad(clock, `${host} does not answer (${answer.cause})`, 'Check network, proxy and firewall.'),
      certificate,
    ];
  }
  const theirs = Date.parse(answer.headers['date'] ?? '');
  if (Number.isNaN(theirs)) return [notChecked(clock, `${host} tells no time`), certificate];
  return [examineClock(kind, theirs, (began + Date.now()) / 2), certificate];
}

/** @param theirs the vendor's time and ours, in ms; the header holds whole seconds. */
export function examineClock(
  { kind, shortName, clock: { limitMs } }: Pick<VendorKind, 'kind' | 'shortName' | 'clock'>,
  theirs: number,
  ours: number,
): Check {
  const name = `${kind}.clock`;
  const skew = ours - theirs;
  const found = `this clock is ${duration(Math.abs(skew))} ${skew < 0 ? 'behind' : 'ahead of'} ${shortName}'s`;
  if (limitMs === null) return good(name, found);
  const advice = `Set the clock (NTP): ${shortName} rejects signatures that are ${duration(limitMs)} away.`;
  if (Math.abs(skew) >= limitMs) return bad(name, found, advice);
  return Math.abs(skew) >= clockWarningMs ? warning(name, found, advice) : good(name, found);
}

async function vendorOf(db: Database, { tenantId, integrationId }: IntegrationKey): Promise<VendorKind> {
  const { vendor } = await db
    .selectFrom('integration')
    .select('vendor')
    .where('tenantId', '=', tenantId)
    .where('id', '=', integrationId)
    .executeTakeFirstOrThrow();
  return entryOf(vendors, vendor);
}

async function examinePsa(
  { db, keyRing, environment, outboundOptions }: VendorsUnderExamination,
  outbound: Outbound,
  key: IntegrationKey,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const stored = await openCredential(db, keyRing, key, psaSet, 'working');
  if (stored === null)
    return [bad('psa.credentials', 'the PSA credential is missing', 'Store one and authenticate.')];
  const kind = entryOf(psas, stored.kinds.psa);
  const { host } = toKeep(kind.credentials, stored.fields);
  const psa = kind.open({
    outbound,
    credential: stored.fields,
    settings: workerSettings(environment).psa,
    window: createCallWindow(db),
    onCall: () => undefined,
  });
  const [result, certificate] = await Promise.all([
    psa.verify(signal),
    examineCertificate('psa.certificate', { host, port: 443 }, trustOf(outboundOptions), signal),
  ]);
  const busy = (result.ok ? result.value.rights.map(({ outcome }) => outcome) : [result]).find(
    (outcome) => !outcome.ok && outcome.code === 'PsaBusy',
  );
  // It says nothing of the key: others have made the calls that there are for now.
  if (busy !== undefined)
    return [
      notChecked('psa.credentials', `${host} takes no more calls for now; ask again later`),
      certificate,
    ];
  if (!result.ok) {
    const advice = adviceInEnglish(result.code, foundBy(result), { vendor: null, psa: kind.name });
    return [bad('psa.credentials', `${result.code} at ${host}`, advice), certificate];
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
    await examineInstance(db, key, psa, signal),
    certificate,
  ];
}

/** Which instance answers against the kept one (RULES 13). */
async function examineInstance(
  db: Database,
  key: IntegrationKey,
  psa: Psa,
  signal: AbortSignal,
): Promise<Check> {
  const name = 'psa.instance';
  const known = await keptInstance(db, key, 'psa');
  const found = await psa.instance(signal);
  if (!found.ok) return notChecked(name, `${found.code}: which instance answers is not known`);
  if (known === null)
    return notChecked(name, `${instanceWords(found.value)}; it is kept at the next success`);
  const advice = 'An administrator answers on the credentials page of the integration.';
  switch (instanceDifference(known.kept, found.value)) {
    case 'OtherInstance':
      return bad(
        name,
        `${instanceWords(found.value)} answers; the integration belongs to ${instanceWords(known.kept)}`,
        advice,
      );
    case 'AddressChanged':
      return warning(name, `${instanceWords(known.kept)} now answers at ${found.value.address}`, advice);
    case null:
      return known.move === null
        ? good(name, instanceWords(known.kept))
        : warning(
            name,
            `the move to ${known.kept.address} is not proven, so write-back is off`,
            'Run a complete sync, and look at the differences on the credentials page.',
          );
  }
}

const trustOf = ({ resolve, extraCa }: OutboundOptions) => ({
  resolve: resolve ?? [],
  ...(extraCa === undefined ? {} : { extraCa }),
});
