import { type Message, message } from '../../messages/message.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import { confirmByDate, confirmByValue } from '../../domain/write-back/confirmation.ts';
import { AdaptiveLimit } from '../../http/adaptive-limit.ts';
import type { Outbound } from '../../http/outbound.ts';
import { psaFailure } from './failures.ts';
import { type KnownPsa, nothingKnown, type PsaPace } from '../pace.ts';
import type { LineCapabilities, Psa } from '../port.ts';
import { readAgreementBy, readTargetBy } from '../read-target.ts';
import { createApi, ofOneAgreement, rights } from './api.ts';
import { Calls } from './calls.ts';
import { Codebase } from './codebase.ts';
import { agreementsOf } from './company-agreements.ts';
import {
  readAgreementAfter,
  readAgreementWithLines,
  readCompany,
  readLineSnapshot,
  readTargetWithLines,
} from './line-reading.ts';
import { readInvoices } from './invoices.ts';
import { readWholeList } from './lists.ts';
import type { List } from './lists.ts';
import { rejecting } from '../rejecting-client.ts';
import { writeLine } from './line-write.ts';
import { markerFieldIn } from './methods.ts';
import { Reads } from './reads.ts';
import type { ReadLimits } from '../read-limits.ts';
import {
  agreementRecord,
  companyRecord,
  isRecordId,
  lineRecord,
  productRecord,
  type RecordKind,
} from './records.ts';
import { defaultConnectWiseSettings } from './settings.ts';
import type { ConnectWiseCall, ConnectWiseCredential, ConnectWiseSettings } from './settings.ts';
import { normalizeSite } from './site.ts';
import { verify } from './verification.ts';
import { notOffered } from '../write-trouble.ts';

export interface ConnectWiseOptions {
  readonly outbound: Outbound;
  readonly credential: ConnectWiseCredential;
  /** What is not named here stays at `defaultConnectWiseSettings`. */
  readonly settings?: Partial<ConnectWiseSettings>;
  /** Told of each attempt that ended, for logs, metrics and heartbeats. Must not throw. */
  readonly onCall?: (call: ConnectWiseCall) => void;
  /** Of the work this client is for; absent: it starts without it. */
  readonly pace?: PsaPace | undefined;
  /** See `PsaWork.known`. */
  readonly known?: KnownPsa | undefined;
}

/**
 * Quantities are set as a whole, act on the next invoice, and may have decimals (connectwise.md 6.3, 7; architecture.md
 * 9).
 */
const ways: LineCapabilities = {
  quantity: 'absolute',
  dated: 'no',
  decimals: true,
  zero: true,
  endLine: 'date',
};

/**
 * ConnectWise PSA behind the port. Sends GET, and one PATCH or POST for each call of `write`; never PUT or DELETE. One client keeps one
 * discovered codebase, one limit of concurrent requests and one wait after "too many requests": make it once for a
 * piece of work and share it. Methods return failures as values; reads throw only the reason of the caller's signal.
 */
export function createConnectWise(options: ConnectWiseOptions): Psa {
  const settings: ConnectWiseSettings = { ...defaultConnectWiseSettings, ...options.settings };
  const clientId = (options.credential.clientId ?? settings.clientId)?.trim();
  if (clientId === undefined)
    return unusable('PsaClientIdRejected', message('connectwise.client-id-missing'));
  const credential = { ...trimmed(options.credential), clientId };
  const site = normalizeSite(credential.site);
  if (!site.ok) return unusable('PsaWrongCompanyOrSite', message(`connectwise.site.${site.reason}`));
  if (credential.companyId === '')
    return unusable('PsaWrongCompanyOrSite', message('connectwise.company-id-empty'));
  // Header values: anything else could not be sent at all.
  if (!/^[\x21-\x7e]+$/.test(clientId))
    return unusable('PsaClientIdRejected', message('connectwise.client-id-form'));

  const knownPsa = options.known ?? nothingKnown();
  const pace = options.pace ?? { proven: knownPsa.proven, limit: null };
  pace.proven.teach(knownPsa.proven);
  pace.limit ??= new AdaptiveLimit({
    start: settings.concurrency,
    ceiling: settings.concurrencyCeiling,
  });
  const calls = new Calls({
    outbound: options.outbound,
    host: site.host,
    credential,
    settings,
    onCall: options.onCall,
    limit: pace.limit,
  });
  const reads = new Reads(calls);
  const codebase = new Codebase(reads, credential.companyId, settings.rediscoverEveryMs, knownPsa);
  const api = createApi(reads, codebase);
  const { proven } = pace;
  const limits = (signal: AbortSignal | undefined): ReadLimits => ({
    signal,
    maxAttempts: settings.maxAttempts,
    endsAt: null,
  });
  const whole = <T extends { readonly id: string }>(list: List<T>, signal: AbortSignal | undefined) =>
    readWholeList(api, list, { ...settings, proven }, limits(signal));

  let markerField: string | null = null;
  const linesOf = async (
    agreementId: string,
    signal: AbortSignal | undefined,
    proof: Pick<List<PsaLine>, 'known' | 'beforeWriting'>,
  ): ReturnType<Psa['lines']> => {
    if (!isRecordId(agreementId)) return psaFailure('PsaNotFound', message('psas.invalid-id.agreement'));
    const path = `finance/agreements/${agreementId}/additions`;
    const record = noting(lineRecord(agreementId), (row) => {
      markerField ??= markerFieldIn(row);
    });
    const list = { operation: 'additions', path, right: rights.agreements, record, ...proof };
    return ofOneAgreement(await whole(list, signal));
  };
  const readLine: Psa['readLine'] = (ref, signal, expectedParentId) =>
    readLineSnapshot(api, ref, limits(signal), expectedParentId);

  const surroundings: Omit<Parameters<typeof readTargetBy>[0], 'targetWithLines'> = {
    lines: (agreementId, signal, known = null) =>
      linesOf(agreementId, signal, { known, beforeWriting: true }),
    readLine,
    company: (companyId, signal) => readCompany(api, companyId, limits(signal)),
    agreementsOf: (companyId, known, signal) => agreementsOf((list) => whole(list, signal), companyId, known),
  };

  return {
    ...evaluated,
    verify: (signal) => verify(api, verifyLimits(settings, signal)),
    instance: async (signal) => {
      const id = await codebase.instanceId(limits(signal));
      return id.ok ? { ok: true, value: { id: id.value, address: site.host } } : id;
    },
    companies: (signal) =>
      whole(
        { operation: 'companies', path: 'company/companies', right: rights.companies, record: companyRecord },
        signal,
      ),
    agreements: (signal) =>
      whole(
        {
          operation: 'agreements',
          path: 'finance/agreements',
          right: rights.agreements,
          record: agreementRecord,
        },
        signal,
      ),
    lines: (agreementId, signal, known = null) => linesOf(agreementId, signal, { known }),
    products: (signal) =>
      whole(
        {
          operation: 'catalog',
          path: 'procurement/catalog',
          right: rights.catalog,
          record: productRecord,
        },
        signal,
      ),
    invoices: (days, agreementIds, signal) => readInvoices((list) => whole(list, signal), days, agreementIds),
    readLine,
    readTarget: (ref, within) =>
      readTargetBy(
        {
          ...surroundings,
          targetWithLines: (target, { parentId, known }, signal) =>
            readTargetWithLines(api, target, limits(signal), parentId, () =>
              linesOf(target.agreementId, signal, { known, beforeWriting: true }),
            ),
        },
        ref,
        within,
      ),
    readAgreement: (ref, within) =>
      readAgreementBy(
        {
          ...surroundings,
          agreementWithLines: (agreementId, { parentId, known }, signal) =>
            readAgreementWithLines(api, agreementId, limits(signal), parentId, () =>
              linesOf(agreementId, signal, { known, beforeWriting: true }),
            ),
        },
        ref,
        within,
      ),
    write: async (plan, within) => {
      const outcome = await writeLine({ calls, codebase, markerField: () => markerField }, plan, within);
      if (outcome.kind !== 'accepted') return outcome;
      await within.afterChange?.();
      // Without the caller's signal: the answer is here, and must not be lost to a cancel.
      const soon = { signal: undefined, maxAttempts: 2, endsAt: Date.now() + settings.timeoutMs };
      return { ...outcome, after: await readAgreementAfter(api, outcome.line.agreementId, soon) };
    },
  };
}

/** What takes no request: an addition shows what was set, and when it was last changed (connectwise.md 6.3). */
const evaluated: Pick<Psa, 'waysOf' | 'billingTargetFacts' | 'confirm'> = {
  waysOf: () => ways,
  billingTargetFacts: (agreement, parentAgreement) => ({
    nextInvoiceDate: agreement.nextInvoiceDate ?? parentAgreement?.nextInvoiceDate ?? null,
    billingCycle: agreement.billingCycle ?? parentAgreement?.billingCycle ?? null,
  }),
  confirm: (plan, readings) => {
    if (plan.kind === 'create-line') return Promise.resolve(notOffered(plan.kind));
    const value =
      plan.kind === 'set-quantity' ? confirmByValue(plan, readings) : confirmByDate(plan, readings);
    return Promise.resolve({ ok: true, value });
  },
};

/** Every row is shown to `note` before it is read. */
const noting = <T>(kind: RecordKind<T>, note: (row: unknown) => void): RecordKind<T> => ({
  ...kind,
  read: (row) => {
    note(row);
    return kind.read(row);
  },
});

/**
 * A person waits for the answer: two attempts at most, and an end well before their patience's (architecture.md 4: 20
 * s).
 */
function verifyLimits(settings: ConnectWiseSettings, signal: AbortSignal | undefined): ReadLimits {
  return {
    signal,
    maxAttempts: Math.min(2, settings.maxAttempts),
    endsAt: Date.now() + settings.verifyWithinMs,
  };
}

/** Pasted keys often carry a blank or a line end. */
function trimmed({
  site,
  companyId,
  publicKey,
  privateKey,
}: ConnectWiseCredential): Omit<ConnectWiseCredential, 'clientId'> {
  return {
    site,
    companyId: companyId.trim(),
    publicKey: publicKey.trim(),
    privateKey: privateKey.trim(),
  };
}

/** A credential that cannot be used at all. */
const unusable = (code: 'PsaWrongCompanyOrSite' | 'PsaClientIdRejected', reason: Message): Psa => ({
  ...evaluated,
  ...rejecting(psaFailure(code, reason)),
});
