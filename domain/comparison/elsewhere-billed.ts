import { type Message, message } from '../../messages/message.ts';
import type { PsaCompany } from '../psa-facts.ts';
import type { BillingGroup } from './billing-groups.ts';
import type { CompositionInput, FoundLine, FoundRelation, LineChoice } from '../usage/composition.ts';
import { isOutside } from '../usage/line-roles.ts';
import { lineSource } from './line-sources.ts';
import { assessLinesOf, type AssessedLine } from './line-assessment.ts';
import type { ReadingFacts } from './readings.ts';
import { quantityMessage } from '../usage/quantity-message.ts';

/** Live and future lines that could bill the usage of a company without a line of its own; built once. */
export interface FoundLines {
  readonly of: (group: BillingGroup, readings: ReadingFacts['readings']) => readonly FoundLine[];
  readonly hasAny: (group: BillingGroup) => boolean;
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
  // A line with a day that Seatwise wrote belongs to another group, and ends or begins as that needs.
  const lines = assessLinesOf(input, products).filter(
    ({ status, own }) => (status === 'live' || status === 'future') && own === undefined,
  );
  const companies = new Map(input.companies.map((company) => [company.id, company]));
  const choices = new Map(input.choices.map((choice) => [choice.psaLineId, choice]));
  const relationOf = (group: BillingGroup, line: AssessedLine): FoundRelation | null => {
    const relation = relationTo(group, line, companies);
    if (relation === null || isSettled(choices.get(line.line.id), group.companyId)) return null;
    const isNear = relation === 'own-agreement' || relation === 'child-agreement';
    return isNear || mapped.has(line.line.productId) ? relation : null;
  };
  return {
    of: (group, readings) =>
      lines.flatMap((line): FoundLine[] => {
        const relation = relationOf(group, line);
        if (relation === null) return [];
        const companyName = line.companyId === null ? null : (companies.get(line.companyId)?.name ?? null);
        return [
          { ...lineSource(line, readings), companyName, relation, mapped: mapped.has(line.line.productId) },
        ];
      }),
    hasAny: (group) => lines.some((line) => relationOf(group, line) !== null),
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

const relations = {
  'own-agreement': 'own',
  'child-agreement': 'child',
  'parent-agreement': 'parent',
  'parent-company': 'parentCompany',
  'bill-to-company': 'billTo',
  'site-company': 'site',
} as const satisfies Readonly<Record<FoundRelation, string>>;

/** "14 × SEAT-ESS on Managed IT (line 7) of Alder Site, a site company, which starts on Dec 15, 2026". */
export function describeFound(found: FoundLine): Message {
  const { companyId, effectiveDate: day } = found;
  const params = {
    line: quantityMessage(found),
    relation: relations[found.relation],
    companyId,
    mapped: found.mapped ? 'yes' : 'no',
  } as const;
  return found.live || day === null
    ? message('usage.found', params)
    : message('usage.found-later', { ...params, day });
}
