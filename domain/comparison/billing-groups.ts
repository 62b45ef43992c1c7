import type { PsaAgreement, PsaCompany } from '../psa-facts.ts';
import { decimal, type DecimalText } from '../quantity.ts';
import type { Decimal } from 'decimal.js';
import type { CompositionInput, VendorAccountFacts } from '../usage/composition.ts';
import { linesByParent } from './child-lines.ts';
import { assessLines, type AssessedLine } from './line-assessment.ts';
import type { GroupLine } from './group-line.ts';
import { lineOwnership, type LineOwnership } from './line-ownership.ts';
import { isOutside } from '../usage/line-roles.ts';

/** A PSA company with the mapped products of one vendor service (RULES 2), before anything is decided about it. */
export interface BillingGroup {
  readonly key: string;
  readonly companyId: string;
  /** Null: mapped to a company the PSA no longer lists. */
  readonly company: PsaCompany | null;
  /** Mapped and unmarked accounts, in the order of their ids; none in a `no-account` group. */
  readonly accounts: readonly VendorAccountFacts[];
  readonly lines: readonly GroupLine[];
  readonly alsoCandidates: readonly GroupLine[];
  /** Live lines on child agreements of the company's that belong to another company: outside the sum, seen at sending. */
  readonly childLines: readonly GroupLine[];
  /** Every agreement of the company. */
  readonly agreements: readonly PsaAgreement[];
  /** Its lines are duplicates that are to be ended, beside the group of the same company (RULES 4). */
  readonly billedTwice: boolean;
  /** Lines that are of its duplicates, as they take it above its units on a later day. Absent: none does. */
  readonly twins?: readonly GroupLine[];
  /** Of duplicates among which are such lines, the group that these were taken from. */
  readonly staying?: BillingGroup;
}

export const companyGroupKey = (companyId: string, vendorServiceId: string): string =>
  `company:${companyId}:${vendorServiceId}`;

/** Of the duplicates that a person found among a company's lines. */
export const duplicateGroupKey = (companyId: string, vendorServiceId: string): string =>
  `duplicate:${companyId}:${vendorServiceId}`;

/** Of a company's group, that of its duplicates. */
export const duplicatesOf = (groupKey: string): string => groupKey.replace(/^company:/u, 'duplicate:');

/** Every group that a company can have. */
export const groupKeysOfCompany = (companyId: string, vendorServiceId: string): readonly string[] => [
  companyGroupKey(companyId, vendorServiceId),
  duplicateGroupKey(companyId, vendorServiceId),
];

/** Of duplicates, the group of the lines that stay (RULES 4); null: they are none. */
export const stayingGroupKey = (groupKey: string): string | null =>
  groupKey.startsWith('duplicate:') ? groupKey.replace(/^duplicate:/u, 'company:') : null;

/** The group, and of duplicates that of the lines that stay. */
export function withStaying(groupKey: string): readonly string[] {
  const staying = stayingGroupKey(groupKey);
  return staying === null ? [groupKey] : [groupKey, staying];
}

/** Null: the line of an unmapped account. */
export const companyOfGroup = (groupKey: string): string | null =>
  /^(?:company|duplicate):(?<companyId>.+):[^:]+$/u.exec(groupKey)?.groups?.['companyId'] ?? null;

/** Null: a company's. */
export const accountOfGroup = (groupKey: string): string | null =>
  /^account:(?<accountId>.+)$/u.exec(groupKey)?.groups?.['accountId'] ?? null;

export const accountGroupKey = (accountId: string): string => `account:${accountId}`;

/** Internal, NFR and excluded accounts have no line (RULES 2, 10). */
export function billedCompany(account: Pick<VendorAccountFacts, 'mark' | 'mapping'>): string | null {
  return account.mark === null && account.mapping.state === 'mapped' ? account.mapping.companyId : null;
}

/** An unmapped account with seats is a line of its own (RULES 2). */
export function isUnmappedUsage(account: VendorAccountFacts): boolean {
  return (
    account.mark === null &&
    account.mapping.state === 'unmapped' &&
    account.lastComplete !== null &&
    account.lastComplete.seats > 0
  );
}

/** Of a part, its own groups alone: of the others not all facts are there. */
export const isComposed = ({ part }: Pick<CompositionInput, 'part'>, groupKey: string): boolean =>
  part === undefined || part.groupKeys.has(groupKey);

export interface Groups {
  readonly groups: readonly BillingGroup[];
  readonly assessed: readonly AssessedLine[];
}

/**
 * All groups, or every group of a company that has one in the part, in the order of their keys: those with accounts, and
 * companies with live lines but no account.
 */
export function billingGroups(input: CompositionInput): Groups {
  const assessed = assessLines(input);
  const accounts = accountsByCompany(input.accounts);
  const ownership = lineOwnership(input, assessed, new Set(accounts.keys()));
  const companies = new Map(input.companies.map((company) => [company.id, company]));
  const agreements = agreementsByCompany(input.agreements);
  const childrenOf = linesByParent(assessed);
  const withoutAccount = [...ownership.byCompany]
    .filter(([id, lines]) => !accounts.has(id) && lines.some(isLiveAndCounts))
    .map(([id]) => id);
  const isAsked = (companyId: string): boolean =>
    groupKeysOfCompany(companyId, input.vendorServiceId).some((key) => isComposed(input, key));
  const companyIds = [...accounts.keys(), ...withoutAccount].filter(isAsked);
  const groups = companyIds.map((companyId): BillingGroup => ({
    key: companyGroupKey(companyId, input.vendorServiceId),
    companyId,
    company: companies.get(companyId) ?? null,
    accounts: accounts.get(companyId) ?? [],
    lines: ownership.byCompany.get(companyId) ?? [],
    alsoCandidates: ownership.alsoCandidates.get(companyId) ?? [],
    childLines: childLinesOf(companyId, agreements.get(companyId) ?? [], childrenOf, ownership),
    agreements: agreements.get(companyId) ?? [],
    billedTwice: false,
  }));
  const all = [...groups, ...duplicateGroups(input, ownership, companies, isAsked)];
  return { groups: all.sort((a, b) => (a.key < b.key ? -1 : 1)), assessed };
}

/** One for each company with duplicates, whether it has accounts or not. */
function duplicateGroups(
  input: CompositionInput,
  { duplicates }: LineOwnership,
  companies: ReadonlyMap<string, PsaCompany>,
  isAsked: (companyId: string) => boolean,
): readonly BillingGroup[] {
  return [...duplicates].flatMap(([companyId, lines]): readonly BillingGroup[] => {
    if (!isAsked(companyId)) return [];
    const key = duplicateGroupKey(companyId, input.vendorServiceId);
    const company = companies.get(companyId) ?? null;
    const none = { accounts: [], alsoCandidates: [], childLines: [], agreements: [] };
    return [{ key, companyId, company, lines, billedTwice: true, ...none }];
  });
}

function childLinesOf(
  companyId: string,
  agreements: readonly PsaAgreement[],
  childrenOf: ReadonlyMap<string, readonly AssessedLine[]>,
  { byCompany }: LineOwnership,
): readonly GroupLine[] {
  const own = new Set(byCompany.get(companyId)?.map(({ line }) => line.id));
  return agreements
    .flatMap(({ id }) => childrenOf.get(id) ?? [])
    .filter(({ line, companyId: home }) => home !== companyId && !own.has(line.id))
    .map((line) => ({ ...line, role: null, included: null, foreign: true }));
}

const isLive = ({ status }: GroupLine): boolean => status === 'live';
const isLiveOrLater = ({ status }: GroupLine): boolean => status === 'live' || status === 'future';
const isLiveAndCounts = (line: GroupLine): boolean => isLive(line) && !isOutside(line.role);

function accountsByCompany(
  accounts: readonly VendorAccountFacts[],
): ReadonlyMap<string, VendorAccountFacts[]> {
  const byCompany = new Map<string, VendorAccountFacts[]>();
  for (const account of [...accounts].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const companyId = billedCompany(account);
    if (companyId === null) continue;
    const known = byCompany.get(companyId);
    if (known === undefined) byCompany.set(companyId, [account]);
    else known.push(account);
  }
  for (const [companyId, its] of byCompany) {
    if (haveLeft(its)) byCompany.set(companyId, its.map(asLeft));
  }
  return byCompany;
}

/** Whether the newest complete list lacks all of a customer's accounts, each of which was counted before. */
export const haveLeft = (accounts: readonly VendorAccountFacts[]): boolean =>
  accounts.length > 0 && accounts.every((one) => one.left === true && one.lastComplete !== null);

/** Without seats since the list that lacks it (RULES 2). */
function asLeft(account: VendorAccountFacts): VendorAccountFacts {
  const { lastComplete, newestRead } = account;
  if (lastComplete === null || newestRead === null) return account;
  const { at } = newestRead;
  const none = { seats: 0, byStatus: {}, flags: [], readAt: at, firstReadAt: at };
  return { ...account, lastComplete: { ...lastComplete, ...none } };
}

function agreementsByCompany(agreements: readonly PsaAgreement[]): ReadonlyMap<string, PsaAgreement[]> {
  const byCompany = new Map<string, PsaAgreement[]>();
  for (const agreement of agreements) {
    const known = byCompany.get(agreement.companyId);
    if (known === undefined) byCompany.set(agreement.companyId, [agreement]);
    else known.push(agreement);
  }
  return byCompany;
}

/** The group's live lines that are in its sum: all but those that a person put outside of it. Of duplicates, later ones too. */
export function linesInSum({ lines, billedTwice }: BillingGroup): readonly GroupLine[] {
  return lines.filter(billedTwice ? isLiveOrLater : isLiveAndCounts);
}

/** Exact sum; null when a quantity is missing: a missing number is never zero. */
export function sumOfQuantities(quantities: readonly (DecimalText | null)[]): Decimal | null {
  let sum = decimal(0);
  for (const quantity of quantities) {
    if (quantity === null) return null;
    sum = sum.plus(quantity);
  }
  return sum;
}

/** Sum over the group's accounts; null when not all have a complete count (RULES 2). */
export function vendorQuantity(accounts: readonly VendorAccountFacts[]): number | null {
  let sum = 0;
  for (const account of accounts) {
    if (account.lastComplete === null) return null;
    sum += account.lastComplete.seats;
  }
  return accounts.length === 0 ? null : sum;
}
