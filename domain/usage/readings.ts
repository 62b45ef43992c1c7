import type { Instant } from '../quantity.ts';
import { usabilityByAgreement } from './agreement-usability.ts';
import type { BillingGroup } from './billing-groups.ts';
import type { AgreementReading, CompositionInput, VendorAccountFacts } from './composition.ts';

/** What the readings say about all groups of one composition; built once. */
export interface ReadingFacts {
  readonly readings: ReadonlyMap<string, AgreementReading>;
  readonly usableAgreements: ReadonlySet<string>;
  /** Agreements by company: a group without a line of its own looks at its parent's and bill-to company's too. */
  readonly agreementsOf: ReadonlyMap<string, readonly string[]>;
  readonly spreadHours: number;
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
    spreadHours: input.limits.sourceSpreadHours,
  };
}

/**
 * Why a group is `not-read` (RULES 2), or null: a source without a complete count, an account that Duo no longer
 * lists, an agreement whose newest reading failed or that was never read, or sources that lie too far apart.
 */
export function notReadReason(group: BillingGroup, facts: ReadingFacts): string | null {
  for (const account of group.accounts) {
    const reason = accountNotRead(account);
    if (reason !== null) return reason;
  }
  const agreements = relevantAgreements(group, facts);
  for (const id of agreements) {
    const reason = agreementNotRead(id, facts);
    if (reason !== null) return reason;
  }
  return tooFarApart(group, agreements, facts);
}

function accountNotRead({ name, lastComplete, newestRead }: VendorAccountFacts): string | null {
  if (newestRead?.outcome === 'gone') return `${name}: Duo no longer lists this account`;
  if (lastComplete !== null) return null;
  const cause = newestRead?.code;
  return cause === null || cause === undefined
    ? `${name}: no complete count yet`
    : `${name}: no complete count (${cause})`;
}

/** The company's agreements, those its lines are on, and those where a candidate could be (RULES 4). */
function relevantAgreements(group: BillingGroup, facts: ReadingFacts): readonly string[] {
  const ids = new Set<string>(group.agreements.map((agreement) => agreement.id));
  for (const { line, standing } of [...group.lines, ...group.alsoCandidates]) {
    if (standing === 'live') ids.add(line.agreementId);
  }
  const hasOwnLine = group.lines.some((line) => line.standing === 'live' && !line.foreign);
  if (!hasOwnLine && group.accounts.length > 0) {
    for (const company of [group.company?.parentCompanyId, group.company?.billToCompanyId]) {
      if (company === null || company === undefined) continue;
      for (const id of facts.agreementsOf.get(company) ?? []) ids.add(id);
    }
  }
  return [...ids].sort();
}

function agreementNotRead(id: string, facts: ReadingFacts): string | null {
  const reading = facts.readings.get(id);
  if (reading?.newest.outcome === 'failed') {
    const { code } = reading.newest;
    return `agreement ${id} could not be read${code === null ? '' : ` (${code})`}`;
  }
  // What an unusable agreement holds changes no sum; a usable one never read could hold the line: never "new", never 0.
  const neverRead = reading === undefined || reading.lastCompleteAt === null;
  return neverRead && facts.usableAgreements.has(id) ? `agreement ${id} was not read yet` : null;
}

/** RULES 2: the readings a line is composed from lie within 24 h of each other. Unusable agreements bill nothing. */
function tooFarApart(group: BillingGroup, agreements: readonly string[], facts: ReadingFacts): string | null {
  const instants: Instant[] = group.accounts.flatMap(({ lastComplete }) =>
    lastComplete === null ? [] : [lastComplete.readAt],
  );
  for (const id of agreements) {
    const at = facts.readings.get(id)?.lastCompleteAt;
    if (at !== null && at !== undefined && facts.usableAgreements.has(id)) instants.push(at);
  }
  const times = instants.map((at) => Date.parse(at));
  if (times.length < 2) return null;
  const hours = (Math.max(...times) - Math.min(...times)) / 3_600_000;
  return hours > facts.spreadHours
    ? `counts and PSA lines were read more than ${facts.spreadHours} hours apart`
    : null;
}
