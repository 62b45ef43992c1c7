import { message } from '../../messages/message.ts';
import type { Instant } from '../quantity.ts';
import { usabilityByAgreement } from '../usage/agreement-usability.ts';
import { type BillingGroup, haveLeft } from './billing-groups.ts';
import type {
  AgreementReading,
  CompositionInput,
  NotReadCause,
  VendorAccountFacts,
} from '../usage/composition.ts';

/** What the readings say about all groups of one composition; built once. */
export interface ReadingFacts {
  readonly readings: ReadonlyMap<string, AgreementReading>;
  readonly usableAgreements: ReadonlySet<string>;
  /** Agreements by company: a group without a line of its own looks at its parent's and bill-to company's too. */
  readonly agreementsOf: ReadonlyMap<string, readonly string[]>;
  readonly now: Instant;
  readonly spreadHours: number;
  readonly backgroundReadDays: number;
}

export function readingFacts(input: CompositionInput): ReadingFacts {
  const agreementsOf = new Map<string, string[]>();
  for (const { id, companyId } of input.agreements) {
    const known = agreementsOf.get(companyId);
    if (known === undefined) agreementsOf.set(companyId, [id]);
    else known.push(id);
  }
  const usable = [...usabilityByAgreement(input.agreements, input.today)].filter(([, { usable }]) => usable);
  return {
    readings: new Map(input.agreementReadings.map((reading) => [reading.agreementId, reading])),
    usableAgreements: new Set(usable.map(([id]) => id)),
    agreementsOf,
    now: input.now,
    spreadHours: input.limits.sourceSpreadHours,
    backgroundReadDays: input.limits.backgroundReadDays,
  };
}

/** When each side of a group was read, and why its numbers are not present ones (RULES 2). */
export interface GroupReadings {
  /** Null: they are present. */
  readonly notRead: NotReadCause | null;
  /** The oldest of its counts; null where an account has none. */
  readonly vendorReadAt: Instant | null;
  /** The oldest reading of the agreements that bill it; null where none was read. */
  readonly psaReadAt: Instant | null;
}

/**
 * The newest reading decides (RULES 2): a group is `not-read` where the newest attempt to read one of its accounts or
 * agreements is not complete, whatever an earlier one gave; where one was never read; and where the readings lie too
 * far apart. A reading still under way is no attempt yet and decides nothing.
 */
export function groupReadings(group: BillingGroup, facts: ReadingFacts): GroupReadings {
  const agreements = relevantAgreements(group, facts);
  const psaReadings = readInstants(agreements, facts);
  return {
    notRead:
      (haveLeft(group.accounts) ? null : firstCause(group.accounts, accountNotRead)) ??
      firstCause(agreements, (id) => agreementNotRead(id, facts)) ??
      tooFarApart(group, psaReadings, facts),
    vendorReadAt: oldestCount(group.accounts),
    psaReadAt: oldest(psaReadings),
  };
}

/** Whether every agreement of a group was read, so that counts alone can be missing. */
export function isPsaRead(group: BillingGroup, facts: ReadingFacts): boolean {
  const agreements = relevantAgreements(group, facts);
  return (
    firstCause(agreements, (id) => agreementNotRead(id, facts)) === null &&
    hoursBetween(readInstants(agreements, facts)) <= facts.spreadHours
  );
}

function firstCause<T>(items: readonly T[], causeOf: (item: T) => NotReadCause | null): NotReadCause | null {
  for (const item of items) {
    const cause = causeOf(item);
    if (cause !== null) return cause;
  }
  return null;
}

/** Why an account has no present count: its newest reading decides, also after a complete one. */
export function accountNotRead({
  id: account,
  lastComplete,
  newestRead,
}: VendorAccountFacts): NotReadCause | null {
  if (newestRead !== null && newestRead.outcome !== 'counted') {
    const { outcome, code, at } = newestRead;
    return {
      code,
      at,
      reason: message(`usage.not-read.account-${outcome}`, { account, code: code ?? outcome }),
    };
  }
  return lastComplete === null
    ? { code: null, at: null, reason: message('usage.not-read.account-never', { account }) }
    : null;
}

/** The oldest complete count; null where one is missing: then there is no sum either. */
export function oldestCount(accounts: readonly VendorAccountFacts[]): Instant | null {
  const instants = accounts.flatMap(({ lastComplete }) =>
    lastComplete === null ? [] : [lastComplete.readAt],
  );
  return instants.length < accounts.length ? null : oldest(instants);
}

/** The company's agreements, those its lines are on, and those where a candidate could be (RULES 4). */
function relevantAgreements(group: BillingGroup, facts: ReadingFacts): readonly string[] {
  const ids = new Set<string>(group.agreements.map((agreement) => agreement.id));
  for (const { line, status } of [...group.lines, ...group.alsoCandidates]) {
    if (status === 'live' || group.billedTwice) ids.add(line.agreementId);
  }
  const hasOwnLine = group.lines.some((line) => line.status === 'live' && !line.foreign);
  if (!hasOwnLine) {
    for (const company of [group.company?.parentCompanyId, group.company?.billToCompanyId]) {
      if (company === null || company === undefined) continue;
      for (const id of facts.agreementsOf.get(company) ?? []) ids.add(id);
    }
  }
  return [...ids].sort();
}

function agreementNotRead(agreementId: string, facts: ReadingFacts): NotReadCause | null {
  const reading = facts.readings.get(agreementId);
  if (reading?.newest.outcome === 'failed') {
    const { code, at, outcome } = reading.newest;
    const reason = message('usage.not-read.agreement-failed', { agreementId, code: code ?? outcome });
    return { code, at, reason };
  }
  // What an unusable agreement holds changes no sum; a usable one never read could hold the line: never "new", never 0.
  const neverRead = reading === undefined || reading.lastCompleteAt === null;
  return neverRead && facts.usableAgreements.has(agreementId)
    ? { code: null, at: null, reason: message('usage.not-read.agreement-never', { agreementId }) }
    : null;
}

/** Last complete readings of what bills the group. What an unusable agreement holds is in no sum; it counts where nothing else is there. */
function readInstants(agreements: readonly string[], facts: ReadingFacts): readonly Instant[] {
  const usable = agreements.filter((id) => facts.usableAgreements.has(id));
  return (usable.length === 0 ? agreements : usable).flatMap((id) => {
    const at = facts.readings.get(id)?.lastCompleteAt;
    return at === null || at === undefined ? [] : [at];
  });
}

/**
 * RULES 2: the readings a line is composed from lie within 24 h of each other. A group without accounts compares
 * nothing; its agreements are read in a background read, and its line is good for the background read's period and a day.
 */
function tooFarApart(
  group: BillingGroup,
  psaReadings: readonly Instant[],
  { now, spreadHours, backgroundReadDays }: ReadingFacts,
): NotReadCause | null {
  if (group.accounts.length === 0) {
    const days = backgroundReadDays + 1;
    const at = oldest(psaReadings);
    return at !== null && hoursBetween([at, now]) > days * 24
      ? { code: null, at: null, reason: message('usage.not-read.too-old', { days }) }
      : null;
  }
  const counts = group.accounts.flatMap(({ lastComplete }) =>
    lastComplete === null ? [] : [lastComplete.readAt],
  );
  return hoursBetween([...counts, ...psaReadings]) > spreadHours
    ? { code: null, at: null, reason: message('usage.not-read.too-far-apart', { hours: spreadHours }) }
    : null;
}

const hoursBetween = (instants: readonly Instant[]): number => {
  const times = instants.map((at) => Date.parse(at));
  return times.length < 2 ? 0 : (Math.max(...times) - Math.min(...times)) / 3_600_000;
};

const oldest = (instants: readonly Instant[]): Instant | null =>
  instants.reduce<Instant | null>(
    (first, at) => (first === null || Date.parse(at) < Date.parse(first) ? at : first),
    null,
  );
