import type { PsaCompany } from '../psa-facts.ts';
import { decimal } from '../quantity.ts';
import type { BillingGroup } from './billing-groups.ts';
import type { CompositionInput, FoundLine, FoundRelation, LineChoice } from './composition.ts';
import { lineName } from './line-name.ts';
import { isOutside } from './line-roles.ts';
import { lineSource } from './line-sources.ts';
import { assessLinesOf, type AssessedLine } from './live-lines.ts';
import type { ReadingFacts } from './readings.ts';

/** Live and future lines that could bill the usage of a company without a line of its own; built once. */
export interface FoundLines {
  readonly of: (group: BillingGroup, readings: ReadingFacts['readings']) => readonly FoundLine[];
}

/**
 * Where the usage of a `new` group may be billed already, or soon (RULES 8): a live or future line of a mapped product on
 * an agreement of its own that begins later, on a child or parent agreement, of its parent, bill-to or site company; or of
 * a product that looks like a mapped one on an agreement of its own or below. What a person ignored for the
 * company, or gave another group for good, is not found again.
 */
export function foundLines(input: CompositionInput): FoundLines {
  const mapped = new Set(input.mappedProductIds);
  const products = new Set([...mapped, ...input.relatedProductIds]);
  const lines = assessLinesOf(input, products).filter(
    ({ status }) => status === 'live' || status === 'future',
  );
  const companies = new Map(input.companies.map((company) => [company.id, company]));
  const choices = new Map(input.choices.map((choice) => [choice.psaLineId, choice]));
  return {
    of: (group, readings) =>
      lines.flatMap((line): FoundLine[] => {
        const relation = relationTo(group, line, companies);
        if (relation === null || isSettled(choices.get(line.line.id), group.companyId)) return [];
        const isMapped = mapped.has(line.line.productId);
        if (!isMapped && relation !== 'own-agreement' && relation !== 'child-agreement') return [];
        const companyName = line.companyId === null ? null : (companies.get(line.companyId)?.name ?? null);
        return [{ ...lineSource(line, readings), companyName, relation, mapped: isMapped }];
      }),
  };
}

function relationTo(
  { companyId, company, agreements }: BillingGroup,
  line: AssessedLine,
  companies: ReadonlyMap<string, PsaCompany>,
): FoundRelation | null {
  if (line.companyId === companyId) return 'own-agreement';
  const parentId = line.agreement?.parentAgreementId ?? null;
  if (parentId !== null && agreements.some(({ id }) => id === parentId)) return 'child-agreement';
  if (agreements.some(({ parentAgreementId }) => parentAgreementId === line.line.agreementId))
    return 'parent-agreement';
  if (line.companyId === null) return null;
  if (line.companyId === company?.parentCompanyId) return 'parent-company';
  if (line.companyId === company?.billToCompanyId) return 'bill-to-company';
  return companies.get(line.companyId)?.parentCompanyId === companyId ? 'site-company' : null;
}

const isSettled = (choice: LineChoice | undefined, companyId: string): boolean =>
  choice !== undefined &&
  (isOutside(choice.role) ? choice.companyId === companyId : choice.companyId !== companyId);

const relationNames: Readonly<Record<FoundRelation, string | null>> = {
  'own-agreement': null,
  'child-agreement': 'a child agreement',
  'parent-agreement': 'the parent agreement',
  'parent-company': 'the parent company',
  'bill-to-company': 'the company that gets the invoices',
  'site-company': 'a site company',
};

/** "14 × SEAT-ESS on Managed IT (line 7) of Alder Site (a site company), which begins on 2026-12-15". */
export function describeFound(line: FoundLine): string {
  const quantity = line.quantity === null ? '' : `${decimal(line.quantity).toFixed()} × `;
  const name = lineName({ ...line, id: line.psaLineId }, line.agreementName);
  const relation = relationNames[line.relation];
  const whose =
    relation === null ? '' : ` of ${line.companyName ?? `company ${line.companyId}`}, ${relation}`;
  const product = line.mapped ? '' : ', a product that is not mapped';
  const begins = line.live || line.effectiveDate === null ? '' : `, which begins on ${line.effectiveDate}`;
  return `${quantity}${name}${whose}${product}${begins}`;
}
