import { asWritten, type Message, message } from '../../messages/message.ts';
import { type RulesByScope, rulesByScope } from '../billing-rules/applicable-rule.ts';
import type { PsaAgreement, PsaCompany } from '../psa-facts.ts';
import type { Day, DecimalText } from '../quantity.ts';
import type { ComposedLine, CompositionInput, LineSource } from '../usage/composition.ts';
import { agreementTypeKey } from '../usage/waiting-change.ts';
import type { BillsIn } from '../usage/billing-target.ts';
import type { ChangeKind } from './change.ts';
import { lineMissing, lineNew } from './document.ts';
import { fieldValue, lineFields, sameField, yesOrNo } from './line-fields.ts';

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
export interface BoundFacts extends Pick<CompositionInput, 'billsIn' | 'today'> {
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
}: Pick<CompositionInput, 'agreements' | 'companies' | 'billsIn' | 'rules' | 'today'>): BoundFacts => ({
  agreements: new Map(agreements.map((agreement) => [agreement.id, agreement])),
  companies: new Map(companies.map((company) => [company.id, company])),
  billsIn,
  rules: rulesByScope(rules),
  today,
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

/** Everything that differs but what the change itself changes of the line, which has a meaning of its own: see `changeMove`. */
export function snapshotDifferences(
  approved: ApprovedSnapshot,
  now: ApprovedSnapshot,
  change: ChangeKind = 'set-quantity',
): readonly Message[] {
  const differences = [...sourceDifferences(approved.line, now.line, changedFields[change], difference)];
  for (const field of agreementFields) {
    if (approved.agreement[field] === undefined || approved.agreement[field] === now.agreement[field])
      continue;
    differences.push(
      difference(
        message(`write-back.field.${agreementNames[field]}`),
        agreementValue(approved.agreement, field),
        agreementValue(now.agreement, field),
      ),
    );
  }
  if (now.company !== undefined) differences.push(...companyDifferences(approved, now.company));
  const before = new Map(approved.neighbors.map((source) => [source.psaLineId, source]));
  for (const neighbor of now.neighbors) {
    const known = before.get(neighbor.psaLineId);
    before.delete(neighbor.psaLineId);
    differences.push(
      ...(known === undefined
        ? [lineNew(neighbor.psaLineId, neighbor.quantity)]
        : sourceDifferences(known, neighbor, [], differenceOf(neighbor.psaLineId))),
    );
  }
  for (const gone of before.values()) differences.push(lineMissing(gone.psaLineId, gone.quantity));
  return differences;
}

type Difference = (field: Message, before: Message, after: Message) => Message;

const difference: Difference = (field, before, after) =>
  message('write-back.difference', { field, before, after });

const differenceOf =
  (line: string): Difference =>
  (field, before, after) =>
    message('write-back.difference-of-line', { field, line, before, after });

/** What differs of the company that an agreement is for; nothing where the approval did not know it. */
export function companyDifferences(
  { company: approved }: Pick<ApprovedSnapshot, 'company'>,
  now: CompanySnapshot,
): readonly Message[] {
  if (approved === undefined) return [];
  const differences: Message[] = [];
  const billed = ({ billToCompanyId: id }: CompanySnapshot): Message =>
    id === null ? none : companyValue(id);
  if (approved.deleted !== now.deleted)
    differences.push(
      difference(
        message('write-back.field.company-deleted'),
        yesOrNo(approved.deleted),
        yesOrNo(now.deleted),
      ),
    );
  if (approved.billToCompanyId !== now.billToCompanyId)
    differences.push(difference(message('write-back.field.company-billed'), billed(approved), billed(now)));
  return differences;
}

export const changedSinceApproval = (differences: readonly Message[]): Message =>
  message('write-back.changed-since-approval', { differences });

const none = message('write-back.value.none');
const companyValue = (id: string): Message => message('write-back.value.company', { companyId: id, id });

function agreementValue(agreement: ApprovedSnapshot['agreement'], field: AgreementField): Message {
  const { typeId, typeName } = agreement;
  const value = agreement[field];
  if (value === null || value === undefined) return none;
  if (typeof value === 'boolean') return yesOrNo(value);
  switch (field) {
    case 'companyId':
      return companyValue(value);
    case 'parentAgreementId':
      return fieldValue('agreementId', value);
    case 'typeId':
      return typeName == null
        ? asWritten(value)
        : message('write-back.value.type', { name: typeName, id: typeId ?? value });
    case 'endDate':
      return message('write-back.value.day', { day: value });
    case 'billsIn':
      return message(value === 'advance' ? 'write-back.value.advance' : 'write-back.value.arrears');
    default:
      return asWritten(value);
  }
}

/** Each with the end of the ID of its name. */
const agreementNames = {
  companyId: 'agreement-company',
  parentAgreementId: 'agreement-parent',
  status: 'agreement-status',
  canceled: 'agreement-canceled',
  endDate: 'agreement-end-date',
  billingCycle: 'agreement-billing-cycle',
  typeId: 'agreement-type',
  billsIn: 'billed-in',
} as const;
type AgreementField = keyof typeof agreementNames;
const agreementFields = Object.keys(agreementNames) as readonly AgreementField[];

const sourceNames = { ...lineFields, currency: 'currency', live: 'live' } as const;
type ComparedField = keyof typeof sourceNames;

/** Whether it bills follows from its dates. */
const changedFields = {
  'set-quantity': ['quantity'],
  'create-line': ['quantity', 'live'],
  'end-line': ['quantity', 'cancelledDate', 'live'],
  'reopen-line': ['quantity', 'cancelledDate', 'live'],
} as const satisfies Readonly<Record<ChangeKind, readonly ComparedField[]>>;

function sourceDifferences(
  approved: SourceSnapshot,
  now: SourceSnapshot,
  but: readonly ComparedField[],
  as: Difference,
): readonly Message[] {
  return (Object.entries(sourceNames) as [ComparedField, (typeof sourceNames)[ComparedField]][]).flatMap(
    ([field, name]) => {
      const isCompared =
        !but.includes(field) &&
        (field !== 'currency' || (approved.currency !== undefined && now.currency !== undefined));
      return !isCompared || sameField(field, textOf(approved[field]), textOf(now[field]))
        ? []
        : [
            as(
              message(`write-back.field.${name}`),
              fieldValue(field, approved[field]),
              fieldValue(field, now[field]),
            ),
          ];
    },
  );
}

const textOf = (value: string | boolean | null | undefined): string | null =>
  value === null || value === undefined ? null : String(value);
