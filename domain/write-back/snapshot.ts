import type { PsaAgreement, PsaCompany } from '../psa-facts.ts';
import type { Day, DecimalText } from '../quantity.ts';
import { lineName } from '../usage/line-name.ts';
import type { ComposedLine, CompositionInput, LineSource } from '../usage/composition.ts';
import { agreementTypeKey } from '../usage/waiting-change.ts';
import type { BillsIn } from '../usage/billing-target.ts';
import { lineFields, sameField, sameNumber } from './line-fields.ts';

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
export interface BoundFacts extends Pick<CompositionInput, 'billsIn'> {
  readonly agreements: ReadonlyMap<string, PsaAgreement>;
  readonly companies: ReadonlyMap<string, PsaCompany>;
}

export const boundFacts = ({
  agreements,
  companies,
  billsIn,
}: Pick<CompositionInput, 'agreements' | 'companies' | 'billsIn'>): BoundFacts => ({
  agreements: new Map(agreements.map((agreement) => [agreement.id, agreement])),
  companies: new Map(companies.map((company) => [company.id, company])),
  billsIn,
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
  { agreements, companies, billsIn }: BoundFacts,
): ApprovedSnapshot | null {
  const target = composed.lines.find((source) => source.psaLineId === psaLineId);
  const agreement = target === undefined ? undefined : agreements.get(target.agreementId);
  if (target === undefined || agreement === undefined) return null;
  return {
    line: snapshot(target),
    agreement: {
      companyId: agreement.companyId,
      parentAgreementId: agreement.parentAgreementId,
      status: agreement.status,
      canceled: agreement.over === 'canceled',
      endDate: agreement.endDate,
      billingCycle: target.billingCycle,
      companyName: agreement.companyName ?? null,
      parentAgreementName: agreements.get(agreement.parentAgreementId ?? '')?.name ?? null,
      typeId: agreement.typeId,
      typeName: agreement.typeName,
      billsIn: billsIn[agreementTypeKey(agreement.typeId)] ?? null,
    },
    ...companyOf(companies.get(agreement.companyId), companies),
    neighbors: [...composed.lines, ...(composed.childLines ?? [])]
      .filter((source) => source.live && source.psaLineId !== psaLineId)
      .map(snapshot)
      .sort((a, b) => (a.psaLineId < b.psaLineId ? -1 : 1)),
  };
}

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

/** One field that differs, as people read it: "quantity 30 → 35", "agreement status Active → Cancelled". */
export interface SnapshotDifference {
  readonly field: string;
  readonly approved: string | null;
  readonly now: string | null;
}

/** Everything that differs but the target's quantity, which has a meaning of its own: see `quantityMove`. */
export function snapshotDifferences(
  approved: ApprovedSnapshot,
  now: ApprovedSnapshot,
): readonly SnapshotDifference[] {
  const differences: SnapshotDifference[] = [];
  compareSource('', approved.line, now.line, differences, ['quantity']);
  for (const field of agreementFields) {
    if (approved.agreement[field] === undefined || approved.agreement[field] === now.agreement[field])
      continue;
    differences.push({
      field: `agreement ${agreementNames[field]}`,
      approved: agreementField(approved.agreement, field),
      now: agreementField(now.agreement, field),
    });
  }
  if (now.company !== undefined) differences.push(...companyDifferences(approved, now.company));
  const before = new Map(approved.neighbors.map((source) => [source.psaLineId, source]));
  for (const neighbor of now.neighbors) {
    const known = before.get(neighbor.psaLineId);
    before.delete(neighbor.psaLineId);
    if (known === undefined)
      differences.push({
        field: `other live ${snapshotName(neighbor)}`,
        approved: null,
        now: neighbor.quantity,
      });
    else compareSource(`other ${snapshotName(neighbor)}: `, known, neighbor, differences, []);
  }
  for (const gone of before.values())
    differences.push({ field: `other live ${snapshotName(gone)}`, approved: gone.quantity, now: null });
  return differences;
}

/** What differs of the company that an agreement is for; nothing where the approval did not know it. */
export function companyDifferences(
  { company: approved }: Pick<ApprovedSnapshot, 'company'>,
  now: CompanySnapshot,
): readonly SnapshotDifference[] {
  if (approved === undefined) return [];
  const differences: SnapshotDifference[] = [];
  const inBin = ({ deleted }: CompanySnapshot): string => (deleted ? 'yes' : 'no');
  const billed = ({ billToCompanyId: id, billToCompanyName: name }: CompanySnapshot): string | null =>
    id === null ? null : behind(name, id);
  if (approved.deleted !== now.deleted)
    note(differences, 'company deleted in the PSA', inBin(approved), inBin(now));
  if (approved.billToCompanyId !== now.billToCompanyId)
    note(differences, 'company billed through', billed(approved), billed(now));
  return differences;
}

/** Where the target's quantity stands: as approved on, at the approved value already, or somewhere else. */
export function quantityMove(
  quantity: DecimalText | null,
  change: { readonly before: DecimalText; readonly after: DecimalText },
): 'before' | 'after' | 'elsewhere' {
  if (sameNumber(quantity, change.before)) return 'before';
  return sameNumber(quantity, change.after) ? 'after' : 'elsewhere';
}

export function describeDifferences(differences: readonly SnapshotDifference[]): string {
  return differences
    .map(({ field, approved, now }) => `${field} ${approved ?? 'none'} → ${now ?? 'none'}`)
    .join('; ');
}

function agreementField(
  agreement: ApprovedSnapshot['agreement'],
  field: (typeof agreementFields)[number],
): string | null {
  if (field === 'companyId') return behind(agreement.companyName, agreement.companyId);
  if (field === 'parentAgreementId' && agreement.parentAgreementId !== null)
    return behind(agreement.parentAgreementName, agreement.parentAgreementId);
  if (field === 'typeId' && agreement.typeId != null) return behind(agreement.typeName, agreement.typeId);
  return textOf(agreement[field]);
}

const agreementFields = [
  'companyId',
  'parentAgreementId',
  'status',
  'canceled',
  'endDate',
  'billingCycle',
  'typeId',
  'billsIn',
] as const;
const agreementNames: Readonly<Record<(typeof agreementFields)[number], string>> = {
  companyId: 'company',
  parentAgreementId: 'parent',
  status: 'status',
  canceled: 'canceled',
  endDate: 'end date',
  billingCycle: 'billing cycle',
  typeId: 'type',
  billsIn: 'billed in',
};

type ComparedField = keyof Omit<SourceSnapshot, 'psaLineId' | 'productIdentifier' | 'agreementName'>;
const sourceNames: Readonly<Record<ComparedField, string>> = {
  ...lineFields,
  currency: 'currency',
  live: 'live',
};

function compareSource(
  prefix: string,
  approved: SourceSnapshot,
  now: SourceSnapshot,
  differences: SnapshotDifference[],
  but: readonly (keyof SourceSnapshot)[],
): void {
  for (const [field, name] of Object.entries(sourceNames) as [keyof typeof sourceNames, string][]) {
    if (but.includes(field)) continue;
    if (field === 'currency' && (approved.currency === undefined || now.currency === undefined)) continue;
    const [a, b] = [textOf(approved[field]), textOf(now[field])];
    if (sameField(field, a, b)) continue;
    note(differences, `${prefix}${name}`, shownAs(approved, field), shownAs(now, field));
  }
}

function note(
  differences: SnapshotDifference[],
  field: string,
  approved: string | null,
  now: string | null,
): void {
  if (approved !== now) differences.push({ field, approved, now });
}

/** People know a product by its Product ID and an agreement by its name; the PSA's id stands behind. */
function shownAs(source: SourceSnapshot, field: ComparedField): string | null {
  if (field === 'productId') return behind(source.productIdentifier, source.productId);
  if (field === 'agreementId') return behind(source.agreementName, source.agreementId);
  return textOf(source[field]);
}

/** A name with the PSA's id behind; the id alone where the name is not known. */
export const behind = (name: string | null | undefined, id: string): string =>
  name === null || name === undefined || name === '' ? id : `${name} (${id})`;

/** How people know the line, with the PSA's id behind. */
export const snapshotName = (source: SourceSnapshot): string =>
  source.agreementName === undefined
    ? `line ${source.psaLineId}`
    : lineName(
        { ...source, id: source.psaLineId, productIdentifier: source.productIdentifier ?? null },
        source.agreementName,
      );

const textOf = (value: string | boolean | null | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

/** A change as people speak of it: whose it is, which line, from what to what. */
export const namedChange = (change: {
  readonly label: string;
  readonly snapshot: ApprovedSnapshot;
  readonly before: DecimalText;
  readonly after: DecimalText;
}): string => `${change.label}, ${snapshotName(change.snapshot.line)}, ${change.before} → ${change.after}`;
