import { type Message, message } from '../../messages/message.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import { AdaptiveLimit } from '../../http/adaptive-limit.ts';
import type { Outbound } from '../../http/outbound.ts';
import { newPace, type PsaPace } from '../pace.ts';
import type {
  AgreementSnapshot, CallWindow, Gone, LineRef, LineCapabilities, Psa, PsaResult, LineSnapshot,
} from '../port.ts'; // prettier-ignore
import { readAgreementBy, readTargetBy } from '../read-target.ts';
import {
  InvoiceReader,
  othersIn,
  type Document,
  type LicenceSource,
  type LineNow,
} from './invoice-reader.ts';
import { readInvoices } from './invoices.ts';
import { Calls } from './calls.ts';
import { ChangeLog } from './change-log.ts';
import { confirm } from './confirmation.ts';
import { psaFailure } from './failures.ts';
import { LastReading } from './last-reading.ts';
import { endsWithLicence } from './lines.ts';
import { isRecordId } from './fields.ts';
import { rejecting } from '../rejecting-client.ts';
import type { ReadLimits } from '../read-limits.ts';
import { Reads } from './reads.ts';
import { defaultHaloPsaSettings, type HaloPsaCredential, type HaloPsaSettings } from './settings.ts';
import { normalizeSite } from './site.ts';
import { Tokens } from './tokens.ts';
import { verify } from './verification.ts';
import { followersElsewhere } from './licence-write.ts';
import { write } from './writing.ts';
import { notOffered } from '../write-trouble.ts';

export interface HaloPsaOptions {
  readonly outbound: Outbound;
  readonly credential: HaloPsaCredential;
  readonly window: CallWindow;
  /** What is not named here stays at `defaultHaloPsaSettings`. */
  readonly settings?: Partial<HaloPsaSettings>;
  /** Told of each attempt that ended: null, or a code. Must not throw. */
  readonly onCall?: (code: string | null) => void;
  /** Of the work this client is for; absent: it starts without it. */
  readonly pace?: PsaPace | undefined;
  /** See `PsaWork`. */
  readonly givesWay?: boolean | undefined;
}

/**
 * Undated, with decimals; a document's lines are written together (halopsa.md 7), a licence alone. A line that
 * cannot be set is not ended either, nor one that bills a minimum whatever its licence counts.
 */
const waysOf = (line: PsaLine): LineCapabilities => {
  const byHand = line.keptIn === undefined;
  const canEnd = line.locked === undefined && (byHand || endsWithLicence(line));
  return {
    quantity: byHand ? 'document' : 'absolute',
    dated: 'no',
    decimals: true,
    zero: true,
    endLine: !canEnd ? 'no' : byHand ? 'date' : 'zero',
  };
};

/**
 * HaloPSA behind the port. Sends GET, POST for tokens, and one POST for each call of `write`. One client keeps one token,
 * one limit of concurrent requests and what licences count; the limit of five minutes is the instance's. Methods return
 * failures as values; reads throw only the reason of the caller's signal.
 */
export function createHaloPsa(options: HaloPsaOptions): Psa {
  const settings: HaloPsaSettings = { ...defaultHaloPsaSettings, ...options.settings };
  const credential: HaloPsaCredential = {
    site: options.credential.site,
    clientId: options.credential.clientId.trim(),
    clientSecret: options.credential.clientSecret.trim(),
  };
  const site = normalizeSite(credential.site);
  if (!site.ok) return unusable(message(`halopsa.site.${site.reason}`));
  const pace = options.pace ?? newPace();
  pace.limit ??= new AdaptiveLimit({ start: settings.concurrency, ceiling: settings.concurrencyCeiling });
  const calls = new Calls({
    outbound: options.outbound,
    host: site.host,
    credential,
    settings,
    onCall: options.onCall ?? (() => undefined),
    limit: pace.limit,
    window: options.window,
    callsInWindow: callsInWindow(settings, options.givesWay === true),
  });
  const tokens = new Tokens(calls, credential);
  const reads = new Reads(calls, tokens);
  const books = new InvoiceReader(reads, settings);
  const log = new ChangeLog(reads, settings);
  const last = new LastReading();
  const path = { calls, tokens, books, reads, log, last };
  const limits = (signal: AbortSignal | undefined): ReadLimits => ({
    signal,
    maxAttempts: settings.maxAttempts,
    endsAt: null,
  });

  const linesWith = async (
    source: LicenceSource,
    ...[agreementId, signal, known = null]: Parameters<Psa['lines']>
  ): ReturnType<Psa['lines']> => {
    const read = async (): Promise<PsaResult<Document>> => {
      const document = await books.document(agreementId, limits(signal), source);
      // A sync reads thousands of them, and none to write.
      if (document.ok && source === 'single') last.noteDocument(agreementId, document.value);
      return document;
    };
    const first = await read();
    if (!first.ok) return first;
    const shown = first.value.lines.map(({ line }) => line);
    if (shown.length >= (known ?? 1)) return { ok: true, value: shown };
    // Halo counts no lines: what a document has lost is believed when it says so twice.
    const second = await read();
    if (!second.ok) return second;
    const again = second.value.lines.map(({ line }) => line);
    return again.length >= (known ?? 1) || again.length === shown.length
      ? { ok: true, value: again }
      : psaFailure(
          'PsaListIncomplete',
          message('halopsa.lines-differ', {
            invoice: agreementId,
            first: shown.length,
            second: again.length,
          }),
        );
  };
  const lineNoted = async (
    { agreementId, lineId }: LineRef,
    signal: AbortSignal | undefined,
    note: (now: LineNow | null) => void,
  ): ReturnType<Psa['readLine']> => {
    if (!isRecordId(lineId)) return psaFailure('PsaNotFound', message('psas.invalid-id.line'));
    const read = await books.lineNow(
      agreementId,
      lineId,
      limits(signal),
      last.licenceOf(agreementId, lineId),
    );
    note(read.ok ? read.value : null);
    const gone = { ok: true, value: { gone: true, movedTo: null } } as const;
    if (!read.ok) return read.code === 'PsaNotFound' && isRecordId(agreementId) ? gone : read;
    if (read.value === null) return gone;
    const { document, found } = read.value;
    const snapshot: LineSnapshot = {
      line: found.line,
      agreement: document.agreement,
      parentAgreement: null,
      document: found.line.keptIn === undefined ? othersIn(document, lineId) : null,
    };
    return { ok: true, value: snapshot };
  };
  const readLine: Psa['readLine'] = (ref, signal) => lineNoted(ref, signal, () => undefined);
  const agreementWithLines = async (
    agreementId: string,
    { known }: { readonly known: number | null },
    signal: AbortSignal | undefined,
  ): Promise<PsaResult<AgreementSnapshot | Gone>> => {
    const read = await linesWith('single', agreementId, signal, known);
    const document = read.ok ? last.document(agreementId) : null;
    last.noteAgreement(document);
    if (!read.ok)
      return read.code === 'PsaNotFound' && isRecordId(agreementId)
        ? { ok: true, value: { gone: true, movedTo: null } }
        : read;
    if (document === null) throw new Error('a recurring invoice was read and not noted');
    return {
      ok: true,
      value: { agreement: document.agreement, parentAgreement: null, lines: read.value },
    };
  };
  /** Begins a reading that a write rests on, and reads the log of its recurring invoice in parallel. */
  const beginReading = (agreementId: string, signal: AbortSignal | undefined) => {
    books.forgetLicences();
    last.begin();
    const marked = log.mark(agreementId, limits(signal));
    marked.catch(() => undefined);
    return marked;
  };
  const around = {
    company: (companyId: string, signal?: AbortSignal) => books.company(companyId, limits(signal)),
    agreementsOf: async (companyId: string, _known: readonly string[], signal?: AbortSignal) => {
      const listed = await books.agreements(companyId, limits(signal));
      if (listed.ok) last.noteAgreements(companyId, listed.value);
      return listed;
    },
  };

  return {
    ...evaluated,
    verify: (signal) => verify(reads, verifyLimits(settings, signal)),
    instance: async (signal) => {
      const tenant = await tokens.tenant();
      signal?.throwIfAborted();
      return tenant.ok
        ? { ok: true, value: { id: tenant.value?.toLowerCase() ?? null, address: site.host } }
        : tenant.verdict.failure;
    },
    companies: (signal) => books.companies(limits(signal)),
    agreements: (signal) => books.agreements(null, limits(signal)),
    products: (signal) => books.products(limits(signal)),
    lines: (...asked) => linesWith('listed', ...asked),
    invoices: (days, agreementIds, signal) =>
      readInvoices(reads, days, agreementIds, settings, limits(signal)),
    readLine,
    readTarget: (ref, within) => {
      const marked = beginReading(ref.agreementId, within?.signal);
      return readTargetBy(
        {
          ...around,
          lines: (...asked) => linesWith('single', ...asked),
          readLine: async (line, signal) => {
            // Asked for beside the neighbors: before the reading that a write rests on, at no cost to its freshness.
            if (line.lineId !== ref.lineId) return readLine(line, signal);
            const failure = await marked;
            return failure ?? lineNoted(line, signal, (now) => last.noteLine(line, now));
          },
        },
        ref,
        {
          ...within,
          beforeTarget: async () => {
            await followersElsewhere(path, ref, within?.signal);
            await within?.beforeTarget?.();
          },
        },
      );
    },
    readAgreement: (ref, within) => {
      const marked = beginReading(ref.agreementId, within?.signal);
      return readAgreementBy(
        {
          ...around,
          lines: (...asked) => linesWith('single', ...asked),
          readLine,
          agreementWithLines: async (...asked) => (await marked) ?? agreementWithLines(...asked),
        },
        ref,
        within,
      );
    },
    write: (plan, within) => write(path, plan, within),
    // The marker shows what became of a new line, not a line that was read before.
    confirm: (plan, readings, signal) =>
      plan.kind === 'create-line'
        ? Promise.resolve(notOffered(plan.kind))
        : confirm({ books, log, settings }, plan, readings, limits(signal)),
  };
}

/** Of the instance's calls in five minutes: all, or what is left when a share is kept for others. */
const callsInWindow = (
  { callsPerFiveMinutes, callsKeptPercent }: HaloPsaSettings,
  givesWay: boolean,
): number =>
  givesWay ? Math.ceil((callsPerFiveMinutes * (100 - callsKeptPercent)) / 100) : callsPerFiveMinutes;

/** What takes no request. */
const evaluated: Pick<Psa, 'waysOf' | 'billingTargetFacts'> = {
  waysOf,
  billingTargetFacts: ({ nextInvoiceDate, billingCycle }) => ({ nextInvoiceDate, billingCycle }),
};

/** A person waits for the answer: two attempts at most, and an end well before their patience's. */
const verifyLimits = (settings: HaloPsaSettings, signal: AbortSignal | undefined): ReadLimits => ({
  signal,
  maxAttempts: Math.min(2, settings.maxAttempts),
  endsAt: Date.now() + settings.verifyWithinMs,
});

/** A credential that cannot be used at all. */
function unusable(reason: Message): Psa {
  const failure = psaFailure('PsaWrongCompanyOrSite', reason);
  return { ...evaluated, ...rejecting(failure), confirm: () => Promise.resolve(failure) };
}
