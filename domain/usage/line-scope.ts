import type { PsaAgreement } from '../psa-facts.ts';
import type { ComposedLine } from './composition.ts';

/** What a person's *Read again* of one usage line reads (RULES 8): everything that can change that line, no more. */
export interface LineScope {
  /** Our ids of the accounts counted in the line; none in a `no-account` line. */
  readonly accountIds: readonly string[];
  /** The line's company and those it may be billed through or with (RULES 4, 8); none for an unmapped account. */
  readonly companyIds: readonly string[];
  /** Agreements that the line's PSA lines stand on, vanished and found ones too, wherever those are. */
  readonly agreementIds: readonly string[];
}

/** @param through parent, bill-to and site companies of the line's company, as far as they matter and are known */
export function lineScope(line: ComposedLine, through: readonly (string | null)[]): LineScope {
  return {
    accountIds: line.accounts.map(({ accountId }) => accountId),
    companyIds: line.companyId === null ? [] : named([line.companyId, ...through]),
    agreementIds: named(
      [
        ...line.lines,
        ...(line.alsoCandidates ?? []),
        ...(line.childLines ?? []),
        ...(line.found ?? []),
        ...(line.vanished ?? []),
      ].map(({ agreementId }) => agreementId),
    ),
  };
}

const named = (ids: readonly (string | null)[]): readonly string[] => [
  ...new Set(ids.filter((id) => id !== null)),
];

/**
 * Ids of the agreements in scope, of their parents, whose dates a child agreement may use (RULES 3), and of their child
 * agreements, which may hold the line of another company (RULES 6, 8).
 */
export function agreementsInScope(
  agreements: readonly Pick<PsaAgreement, 'id' | 'companyId' | 'parentAgreementId'>[],
  scope: LineScope,
): readonly string[] {
  const companies = new Set(scope.companyIds);
  const ids = new Set(scope.agreementIds);
  const within = agreements.filter(({ id, companyId }) => ids.has(id) || companies.has(companyId));
  const withinIds = new Set(within.map(({ id }) => id));
  const children = agreements.filter(
    ({ parentAgreementId }) => parentAgreementId !== null && withinIds.has(parentAgreementId),
  );
  return named([...within, ...children].flatMap(({ id, parentAgreementId }) => [id, parentAgreementId]));
}
