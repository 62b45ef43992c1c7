import { type RulesByScope, rulesByScope } from '../billing-rules/applicable-rule.ts';
import type { PsaAgreement, PsaCompany } from '../psa-facts.ts';
import type { Day, DecimalText } from '../quantity.ts';
import type { ComposedLine, CompositionInput, LineSource } from '../usage/composition.ts';
import { agreementTypeKey } from '../comparison/waiting-change.ts';
import type { BillsIn } from '../usage/billing-target.ts';

/**
 * What must be unchanged between approval and sending (RULES 6): the target line, its agreement, the group's other live
 * lines, and those on its child agreements. Taken from the same composition that people review, so that what is compared
 * is what was shown.
 */
export interface ApprovedSnapshot {
  readonly line: SourceSnapshot;
  readonly agreement: {
    readonly companyId: string;
    readonly parentAgreementId: string | null;
    readonly status: string | null;
    readonly canceled: boolean;
    readonly endDate: Day | null;
    readonly billingCycle: string | null;
    /** Absent in what was approved before it was bound; then it is not compared. Likewise `billsIn` and `company`. */
    readonly typeId?: string | null;
    /** What an administrator answered for its type (RULES 5). */
    readonly billsIn?: BillsIn | null;
    /** How people know company, parent and type; never compared. */
    readonly companyName?: string | null;
    readonly parentAgreementName?: string | null;
    readonly typeName?: string | null;
  };
  /** Of the agreement's company what decides where its invoices go; absent: the company was not known. */
  readonly company?: CompanySnapshot;
  /** In the order of their ids. */
  readonly neighbors: readonly SourceSnapshot[];
}

export interface CompanySnapshot {
  readonly deleted: boolean;
  readonly billToCompanyId: string | null;
  /** Never compared. */
  readonly billToCompanyName?: string | null;
}

/** What a snapshot is taken from beside the composed line. */
export interface BoundFacts extends Pick<CompositionInput, 'billsIn' | 'today' | 'canceledDay'> {
  readonly agreements: ReadonlyMap<string, PsaAgreement>;
  readonly companies: ReadonlyMap<string, PsaCompany>;
  readonly rules: RulesByScope;
}

export const boundFacts = ({
  agreements,
  companies,
  billsIn,
  rules,
  today,
  canceledDay,
}: Pick<
  CompositionInput,
  'agreements' | 'companies' | 'billsIn' | 'rules' | 'today' | 'canceledDay'
>): BoundFacts => ({
  agreements: new Map(agreements.map((agreement) => [agreement.id, agreement])),
  companies: new Map(companies.map((company) => [company.id, company])),
  billsIn,
  rules: rulesByScope(rules),
  today,
  ...(canceledDay === undefined ? {} : { canceledDay }),
});

export interface SourceSnapshot {
  readonly psaLineId: string;
  readonly agreementId: string;
  readonly productId: string;
  readonly quantity: DecimalText | null;
  readonly billCustomer: string | null;
  readonly unitPrice: DecimalText | null;
  /** Absent: stamped before currencies were read; not compared. */
  readonly currency?: string;
  readonly lessIncluded: DecimalText | null;
  /** Absent: any number. */
  readonly minimum?: DecimalText;
  readonly effectiveDate: Day | null;
  readonly cancelledDate: Day | null;
  readonly live: boolean;
  /** How people know product and agreement; never compared. */
  readonly productIdentifier?: string | null;
  readonly agreementName?: string;
}

/** Null: the line or its agreement is not part of this composition. */
export function approvedSnapshot(
  composed: ComposedLine,
  psaLineId: string,
  facts: BoundFacts,
): ApprovedSnapshot | null {
  const target = composed.lines.find((source) => source.psaLineId === psaLineId);
  const agreement = target === undefined ? undefined : facts.agreements.get(target.agreementId);
  if (target === undefined || agreement === undefined) return null;
  return {
    line: snapshot(target),
    agreement: agreementSnapshot(agreement, target.billingCycle, facts),
    ...companyOf(facts.companies.get(agreement.companyId), facts.companies),
    neighbors: neighborsOf(composed, psaLineId),
  };
}

/**
 * The same of a line that is to be created, as it shall be (RULES 16). Null: its agreement is not known.
 *
 * @param line which the PSA does not have yet
 */
export function newLineSnapshot(
  composed: ComposedLine,
  line: SourceSnapshot,
  facts: BoundFacts,
): ApprovedSnapshot | null {
  const agreement = facts.agreements.get(line.agreementId);
  if (agreement === undefined) return null;
  const parent = facts.agreements.get(agreement.parentAgreementId ?? '');
  const cycle = agreement.billingCycle ?? parent?.billingCycle ?? null;
  return {
    line,
    agreement: agreementSnapshot(agreement, cycle?.name ?? null, facts),
    ...companyOf(facts.companies.get(agreement.companyId), facts.companies),
    neighbors: neighborsOf(composed, line.psaLineId),
  };
}

const agreementSnapshot = (
  agreement: PsaAgreement,
  billingCycle: string | null,
  { agreements, billsIn }: BoundFacts,
): ApprovedSnapshot['agreement'] => ({
  companyId: agreement.companyId,
  parentAgreementId: agreement.parentAgreementId,
  status: agreement.status,
  canceled: agreement.over === 'canceled',
  endDate: agreement.endDate,
  billingCycle,
  companyName: agreement.companyName ?? null,
  parentAgreementName: agreements.get(agreement.parentAgreementId ?? '')?.name ?? null,
  typeId: agreement.typeId,
  typeName: agreement.typeName,
  billsIn: billsIn[agreementTypeKey(agreement.typeId)] ?? null,
});

/** Every other live line of the group, and of its child agreements. */
const neighborsOf = (
  { lines, childLines = [] }: ComposedLine,
  psaLineId: string,
): readonly SourceSnapshot[] =>
  [...lines, ...childLines]
    .filter((source) => source.live && source.psaLineId !== psaLineId)
    .map(snapshot)
    .sort((a, b) => (a.psaLineId < b.psaLineId ? -1 : 1));

function companyOf(
  company: PsaCompany | undefined,
  companies: BoundFacts['companies'],
): Pick<ApprovedSnapshot, 'company'> {
  return company === undefined ? {} : { company: companySnapshot(company, companies) };
}

/** @param companies for the name of the one that is billed */
const companySnapshot = (
  { deleted, billToCompanyId }: PsaCompany,
  companies: BoundFacts['companies'],
): CompanySnapshot => ({
  deleted,
  billToCompanyId,
  billToCompanyName: companies.get(billToCompanyId ?? '')?.name ?? null,
});

const snapshot = (source: LineSource): SourceSnapshot => ({
  psaLineId: source.psaLineId,
  agreementId: source.agreementId,
  productId: source.productId,
  quantity: source.quantity,
  billCustomer: source.billCustomer,
  unitPrice: source.unitPrice,
  ...(source.currency === undefined ? {} : { currency: source.currency }),
  lessIncluded: source.lessIncluded,
  ...(source.minimum === undefined ? {} : { minimum: source.minimum }),
  effectiveDate: source.effectiveDate,
  cancelledDate: source.cancelledDate,
  live: source.live,
  productIdentifier: source.productIdentifier,
  agreementName: source.agreementName,
});
