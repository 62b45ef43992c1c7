import type { PsaAgreement } from '../psa-facts.ts';
import type { ComposedLine } from './composition.ts';

/** What a person's *Read again* of one usage line reads (RULES 8): everything that can change that line, no more. */
export interface LineScope {
  /** Our ids of the accounts counted in the line; none in a `no-account` line. */
  readonly accountIds: readonly string[];
  /** The line's company, its parent and its bill-to company (RULES 4); none for an unmapped account. */
  readonly companyIds: readonly string[];
  /** Agreements that the line's PSA lines stand on, wherever those are. */
  readonly agreementIds: readonly string[];
}

/** @param through parent and bill-to company of the line's company, as far as known */
export function lineScope(line: ComposedLine, through: readonly (string | null)[]): LineScope {
  return {
    accountIds: line.accounts.map(({ accountId }) => accountId),
    companyIds: line.companyId === null ? [] : named([line.companyId, ...through]),
    agreementIds: named(
      [...line.lines, ...(line.alsoCandidates ?? []), ...(line.childLines ?? [])].map(
        ({ agreementId }) => agreementId,
      ),
    ),
  };
}

const named = (ids: readonly (string | null)[]): readonly string[] => [
  ...new Set(ids.filter((id) => id !== null)),
];

/** Ids of the agreements in scope, and of their parents: a child agreement may use its parent's dates (RULES 3). */
export function agreementsInScope(
  agreements: readonly Pick<PsaAgreement, 'id' | 'companyId' | 'parentAgreementId'>[],
  scope: LineScope,
): readonly string[] {
  const companies = new Set(scope.companyIds);
  const ids = new Set(scope.agreementIds);
  const within = agreements.filter(({ id, companyId }) => ids.has(id) || companies.has(companyId));
  return named(within.flatMap(({ id, parentAgreementId }) => [id, parentAgreementId]));
}
