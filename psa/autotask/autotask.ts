import { type Message, message } from '../../messages/message.ts';
import { dayIn } from '../../domain/billing-day.ts';
import type { Day } from '../../domain/quantity.ts';
import type { PsaCompany } from '../../domain/psa-facts.ts';
import type { Outbound } from '../../http/outbound.ts';
import { type KnownPsa, nothingKnown, type PsaPace } from '../pace.ts';
import type { Gone, LineRef, LineCapabilities, Psa, PsaFailure, PsaResult, LineSnapshot } from '../port.ts';
import { Access } from './access.ts';
import { rejecting } from '../rejecting-client.ts';
import { adjustUnits } from './adjustment.ts';
import type { LastRead } from './write-path.ts';
import type { ContractSet } from './contract-set.ts';
import { inBook, readAgreement, readTarget } from './target.ts';
import { createService } from './new-service.ts';
import { unitsAround } from './units-around.ts';
import { ContractReader } from './contract-reader.ts';
import { Calls } from './calls.ts';
import { confirmAdjustment } from './confirmation.ts';
import { psaFailure } from './failures.ts';
import { readInvoices } from './invoices.ts';
import { Lists } from './lists.ts';
import { OtherChargesReader } from './other-charges.ts';
import { PickLists } from './pick-lists.ts';
import { type Account, companies, currencies, isRecordId, services } from './records.ts';
import type { ReadLimits } from '../read-limits.ts';
import { Reads } from './reads.ts';
import { type AutotaskCredential, type AutotaskSettings, defaultAutotaskSettings } from './settings.ts';
import { hourUsedUp } from './threshold.ts';
import { UpcomingUnits } from './upcoming-units.ts';
import { verify } from './verification.ts';
import { normalizeHost } from './zone.ts';
import { notOffered } from '../write-trouble.ts';

export interface AutotaskOptions {
  readonly outbound: Outbound;
  readonly credential: AutotaskCredential;
  /** What is not named here stays at `defaultAutotaskSettings`. */
  readonly settings?: Partial<AutotaskSettings>;
  /** Notified of each attempt that ended: null, or a code. Must not throw. */
  readonly onCall?: (code: string | null) => void;
  /** Of the work this client is for; absent: it starts without it. */
  readonly pace?: PsaPace | undefined;
  /** Whose days changes name; absent: those of UTC. */
  readonly timeZone?: string | undefined;
  /** See `PsaWork.known`. */
  readonly known?: KnownPsa | undefined;
  readonly now?: () => Date;
}

/** Units are whole, and are changed by a difference from a day on (autotask.md 3.6; architecture.md 9). */
const ways: LineCapabilities = {
  quantity: 'delta',
  dated: 'day',
  decimals: false,
  zero: true,
  endLine: 'zero',
};

/**
 * Autotask PSA behind the port. Sends GET, queries by POST, and one adjustment or one new service for each call of
 * `write`. A contract's
 * next invoice date is the day on which a change of it lands: the first day of its first open period; its lines have
 * the units in force on that day. Methods return failures as values; reads throw only the reason of the caller's signal.
 */
export function createAutotask(options: AutotaskOptions): Psa {
  const settings: AutotaskSettings = { ...defaultAutotaskSettings, ...options.settings };
  const credential = trimmed(options.credential);
  const host = normalizeHost(credential.host);
  if (!host.ok) return unusable(message(`autotask.host.${host.reason}`));
  // Header values: anything else could not be sent at all.
  const { userName, secret, integrationCode } = credential;
  if ([userName, secret, integrationCode].some((value) => !/^[\x21-\x7e]+$/.test(value)))
    return unusable(message('autotask.credential-form'));

  const known = options.known ?? nothingKnown();
  const now = options.now ?? (() => new Date());
  const onCall = options.onCall ?? (() => undefined);
  const calls = new Calls({ outbound: options.outbound, credential, settings, onCall });
  const reads = new Reads(calls, host.host, userName, known);
  const access = new Access(reads, known);
  const lists = new Lists({ reads, settings, proven: (options.pace ?? known).proven });
  const today = (): Day => dayIn(options.timeZone ?? 'UTC', now());
  const otherCharges = new OtherChargesReader({ lists, access, known });
  const books = new ContractReader({
    lists,
    access,
    pickLists: new PickLists(reads, known),
    otherCharges,
    unitsAhead: new UpcomingUnits(lists),
    today,
  });
  const limits = (signal: AbortSignal | undefined): ReadLimits => ({
    signal,
    maxAttempts: settings.maxAttempts,
    endsAt: null,
  });

  /** What was read of everything last, and serves the lines of each contract for a while. */
  let kept: { readonly book: ContractSet; readonly until: number } | null = null;
  let reading: Promise<PsaResult<ContractSet>> | null = null;
  let billedProducts: ReadonlySet<string> = new Set();
  async function readEverything(signal: AbortSignal | undefined): Promise<PsaResult<ContractSet>> {
    const busy = await hourUsedUp(reads, settings.shareOfHour, limits(signal));
    if (busy !== null) return busy;
    const book = await books.everything(billedProducts, limits(signal));
    if (book.ok) kept = { book: book.value, until: Date.now() + settings.bookKeptMs };
    return book;
  }
  /** Several who ask at the same time are given one reading; one that its caller canceled is repeated for the others. */
  async function everything(signal: AbortSignal | undefined): Promise<PsaResult<ContractSet>> {
    for (;;) {
      signal?.throwIfAborted();
      if (kept !== null && Date.now() < kept.until) return { ok: true, value: kept.book };
      reading ??= readEverything(signal).finally(() => {
        reading = null;
      });
      const book = await reading.catch(() => null);
      if (book !== null) return book;
    }
  }

  /** Once for each reading of everything: whether the security level still shows all of it (autotask.md 6). */
  const askedAgain = new WeakMap<ContractSet, Promise<PsaFailure | null>>();
  async function hiddenNow(book: ContractSet, signal: AbortSignal | undefined): Promise<PsaFailure | null> {
    const asked = askedAgain.get(book) ?? books.hiddenNow(limits(signal));
    askedAgain.set(book, asked);
    return asked.catch((error: unknown) => {
      askedAgain.delete(book);
      throw error;
    });
  }

  /** What the last `readTarget` showed of its line: the write that rests on it asks for nothing else. */
  let lastRead: LastRead | null = null;
  /** The contract that `readAgreement` read last, by its ID: a new line of it rests on that. */
  let lastContract: string | null = null;

  async function readLine(ref: LineRef, signal?: AbortSignal): Promise<PsaResult<LineSnapshot | Gone>> {
    if (!isRecordId(ref.agreementId) || !isRecordId(ref.lineId))
      return psaFailure('PsaNotFound', message('psas.invalid-id.line'));
    const book = await books.some({ companyIds: [], contractIds: [ref.agreementId] }, limits(signal));
    return book.ok ? { ok: true, value: inBook(book.value, ref) } : book;
  }

  /** A security level that shows no currencies leaves them unsaid: an administrator is asked instead (RULES 9). */
  async function withCurrencies(
    accounts: PsaResult<readonly Account[]>,
    signal: AbortSignal | undefined,
  ): Promise<PsaResult<readonly PsaCompany[]>> {
    if (!accounts.ok) return accounts;
    const isNamed = accounts.value.some(({ currencyId }) => currencyId !== null);
    const rejection = isNamed ? await access.rejection(currencies.name, 'query', limits(signal)) : null;
    if (rejection !== null && !unsaid.has(rejection.code)) return rejection;
    const listed =
      isNamed && rejection === null ? await lists.all(currencies, [], limits(signal), null) : null;
    if (listed?.ok === false) return listed;
    const codes = new Map(listed?.value.map(({ id, code }) => [id, code]));
    return {
      ok: true,
      value: accounts.value.map(({ currencyId, ...account }) => ({
        ...account,
        currency: codes.get(currencyId ?? '') ?? null,
      })),
    };
  }

  return {
    ...evaluated,
    verify: (signal) =>
      verify(access, {
        signal,
        maxAttempts: Math.min(2, settings.maxAttempts),
        endsAt: Date.now() + settings.verifyWithinMs,
      }),
    instance: async (signal) => {
      const zone = await reads.zone(limits(signal));
      return zone.ok
        ? { ok: true, value: { id: zone.value.databaseNumber, address: zone.value.host } }
        : zone;
    },
    companies: async (signal, known = 0) => {
      const rejected = await access.rejection(companies.name, 'query', limits(signal));
      const listed = rejected ?? (await lists.all(companies, [], limits(signal)));
      if (!listed.ok || listed.value.length >= known) return withCurrencies(listed, signal);
      return (await access.rejectionNow([companies.name], limits(signal))) ?? withCurrencies(listed, signal);
    },
    agreements: async (signal, known = 0, billed = new Set()) => {
      kept = null;
      billedProducts = billed;
      const book = await everything(signal);
      if (!book.ok) return book;
      const { agreements } = book.value;
      const hidden = agreements.length < known ? await hiddenNow(book.value, signal) : null;
      return hidden ?? { ok: true, value: agreements };
    },
    lines: async (agreementId, signal, known = null) => {
      if (!isRecordId(agreementId)) return psaFailure('PsaNotFound', message('psas.invalid-id.agreement'));
      const book = await everything(signal);
      if (!book.ok) return book;
      const lines = book.value.lines(agreementId);
      if (lines === null)
        return psaFailure('PsaNotFound', message('autotask.not-recurring', { contract: agreementId }));
      const hidden = known !== null && lines.length < known ? await hiddenNow(book.value, signal) : null;
      // Only what came shorter is in doubt: contracts that are as long as before were read.
      return hidden === null ? { ok: true, value: lines } : { ...hidden, scope: 'call' };
    },
    readingBegan: () => kept?.book.begun ?? null,
    // Every security level may query services (autotask.md 6).
    products: async (signal) => {
      const sold = await lists.all(services, [], limits(signal));
      if (!sold.ok) return sold;
      const charged = await otherCharges.products(limits(signal));
      return charged.ok ? { ok: true, value: [...sold.value, ...charged.value] } : charged;
    },
    invoices: (days, agreementIds, signal) =>
      readInvoices({ lists, access }, days, agreementIds, limits(signal)),
    readLine,
    readTarget: async (target, { beforeTarget, signal } = {}) => {
      lastRead = null;
      const read = await readTarget(books, target, beforeTarget, limits(signal));
      if (!read.ok) return read;
      lastRead = read.value.lastRead;
      return { ok: true, value: read.value.target };
    },
    readAgreement: async (ref, { beforeTarget, signal } = {}) => {
      lastContract = null;
      const read = await readAgreement(books, ref, beforeTarget, limits(signal));
      if (read.ok && !('gone' in read.value.target)) lastContract = ref.agreementId;
      return read;
    },
    unitsAround: (ref, day, signal) => unitsAround({ lists, access }, ref, day, limits(signal)),
    write: (plan, within) => {
      // Once: a second write is decided on another reading.
      const [read, contract] = [lastRead, lastContract];
      lastRead = null;
      lastContract = null;
      const path = { calls, reads, lists, access, books, limits, today };
      return plan.kind === 'create-line'
        ? createService({ ...path, read: null }, plan, within, contract === plan.agreementId)
        : adjustUnits(path, read, plan, within);
    },
    confirm: (plan, readings, signal) =>
      // A service is found by its marker, and nothing else tells of it.
      plan.kind === 'create-line'
        ? Promise.resolve(notOffered(plan.kind))
        : confirmAdjustment({ lists, today }, plan, readings, limits(signal)),
  };
}

/** What takes no request. */
const evaluated: Pick<Psa, 'waysOf' | 'billingTargetFacts'> = {
  waysOf: () => ways,
  billingTargetFacts: ({ nextInvoiceDate, billingCycle, dated }) => ({
    nextInvoiceDate,
    billingCycle,
    dated: dated ?? null,
  }),
};

/** Pasted keys often carry a blank or a line end. */
const trimmed = ({ host, userName, secret, integrationCode }: AutotaskCredential): AutotaskCredential => ({
  host,
  userName: userName.trim(),
  secret: secret.trim(),
  integrationCode: integrationCode.trim(),
});

/** A credential that cannot be used at all. */
function unusable(reason: Message): Psa {
  const failure = psaFailure('PsaWrongCompanyOrSite', reason);
  return {
    ...evaluated,
    ...rejecting(failure),
    readingBegan: () => null,
    confirm: () => Promise.resolve(failure),
  };
}

/** Answers after which nothing is known of currencies, and nothing is wrong with the connection. */
const unsaid: ReadonlySet<string> = new Set(['PsaRightMissing', 'PsaNotFound', 'PsaRejected']);
