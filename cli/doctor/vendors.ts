import { type CredentialToKeep, psaSet } from '../../domain/credentials.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { ErrorCode } from '../../contracts/errors.ts';
import { isOtherList } from '../../domain/instances.ts';
import { entryOf, toKeep } from '../../domain/kinds.ts';
import { workerSettings } from '../../config/worker-settings.ts';
import type { Environment } from '../../config/environment.ts';
import { openCredential } from '../../db/secrets/credentials.ts';
import { sharedAccounts } from '../../db/integrations/instances.ts';
import type { Database } from '../../db/model/database.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import { exceptsHost } from '../../http/proxy.ts';
import { createOutbound, type Outbound, type OutboundOptions } from '../../http/outbound.ts';
import { foundBy } from '../../psa/failures.ts';
import { psas } from '../../psa/registry.ts';
import { message, type Message } from '../../messages/message.ts';
import type { Terminology } from '../../messages/terms.ts';
import type { SetVerdict, Vendor, VendorKind } from '../../vendors/port.ts';
import { vendors } from '../../vendors/registry.ts';
import { createCallBudget, unlimitedBudget } from '../../worker/call-budget.ts';
import { createCallWindow } from '../../worker/call-window.ts';
import { examineCertificate } from './certificate.ts';
import type { Said } from '../../messages/say.ts';
import { bad, type Check, examined, good, notChecked, warning } from './check.ts';
import { examineInstance } from './instance.ts';
import { examineWriteRights } from './write-rights.ts';

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
  if (keys.length === 0) return [notChecked('vendors', message('doctor.credentials.none'))];
  const outbound = createOutbound(examination.outboundOptions);
  try {
    const found = await Promise.all(
      keys.map(async ({ tenantId, integrationId }) => {
        const key = { tenantId, integrationId };
        const parts = await Promise.all([
          examined('vendor.credentials', (signal) => examineVendorKeys(examination, outbound, key, signal)),
          examined('vendor.clock', (signal) => examineVendorHost(examination, outbound, key, signal)),
          examined('psa.credentials', (signal) => examinePsa(examination, outbound, key, signal)),
          examined('writing.right', () => examineWriteRights(examination.db, key)),
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

/** What was found and what to do, in the terms of the vendor or PSA. */
const adviceOf = (terms: Terminology, code: ErrorCode, detail: Message | null): Said => {
  const advice = message(`error.${code}.advice`);
  return {
    message: detail === null ? advice : message('core.both', { first: detail, second: advice }),
    terms,
  };
};

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
      return bad(
        name,
        message('doctor.credentials.missing', { credential: noun }),
        message('doctor.credentials.missing.advice'),
      );
    if (others.includes(set))
      return bad(
        name,
        message('doctor.credentials.other-parent', { host }),
        message('doctor.credentials.other-parent.advice'),
      );
    if (verdict.ok) return good(name, message('doctor.credentials', { host }));
    const { code, detail } = verdict.failure;
    const terms = { vendor: kind.shortName, psa: null };
    return bad(name, message('doctor.credentials.rejected', { code, host }), adviceOf(terms, code, detail));
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
    if (isOtherList(await sharedAccounts(db, key, verdict.accountIds))) others.push(verdict.set);
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
  const { proxy } = examination.outboundOptions;
  // Only the proxy leads there: the call itself checks the certificate.
  const isTunneled = proxy !== undefined && proxy !== null && !exceptsHost(proxy.exceptions, host);
  const trust = trustOf(examination.outboundOptions);
  const certificate = isTunneled
    ? []
    : [await examineCertificate(`${kind.kind}.certificate`, { host, port: 443 }, trust, signal)];
  const clock = `${kind.kind}.clock`;
  if (answer.kind === 'no-answer') {
    return [
      bad(
        clock,
        message('doctor.host.no-response', { host, cause: answer.cause }),
        message('doctor.host.no-response.advice'),
      ),
      ...certificate,
    ];
  }
  const theirs = Date.parse(answer.headers['date'] ?? '');
  if (Number.isNaN(theirs))
    return [notChecked(clock, message('doctor.clock.unknown', { host })), ...certificate];
  return [examineClock(kind, theirs, (began + Date.now()) / 2), ...certificate];
}

/** @param theirs the vendor's time and ours, in ms; the header holds whole seconds. */
export function examineClock(
  { kind, shortName, clock: { limitMs } }: Pick<VendorKind, 'kind' | 'shortName' | 'clock'>,
  theirs: number,
  ours: number,
): Check {
  const name = `${kind}.clock`;
  const skew = ours - theirs;
  const terms = { vendor: shortName, psa: null };
  const direction = skew < 0 ? 'behind' : 'ahead';
  const found = { message: message('doctor.clock', { skew: Math.abs(skew), direction }), terms };
  if (limitMs === null) return good(name, found);
  const advice = { message: message('doctor.clock.advice', { limit: limitMs }), terms };
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
    return [
      bad(
        'psa.credentials',
        message('doctor.psa-credentials.missing'),
        message('doctor.credentials.missing.advice'),
      ),
    ];
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
    return [notChecked('psa.credentials', message('doctor.psa-credentials.busy', { host })), certificate];
  if (!result.ok) {
    const { code } = result;
    const advice = adviceOf({ vendor: null, psa: kind.name, words: kind.words }, code, foundBy(result));
    return [
      bad('psa.credentials', message('doctor.credentials.rejected', { code, host }), advice),
      certificate,
    ];
  }
  const missing = result.value.rights.flatMap(({ label, outcome }) => (outcome.ok ? [] : [label]));
  return [
    missing.length === 0
      ? good('psa.credentials', message('doctor.psa-credentials', { host }))
      : bad(
          'psa.credentials',
          message('doctor.psa-credentials.rights', { host, rights: missing }),
          message('doctor.psa-credentials.rights.advice'),
        ),
    await examineInstance(db, key, psa, signal),
    certificate,
  ];
}

const trustOf = ({ resolve, extraCa }: OutboundOptions) => ({
  resolve: resolve ?? [],
  ...(extraCa === undefined ? {} : { extraCa }),
});
