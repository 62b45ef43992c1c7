import { useCallback, useMemo } from 'react';
import {
  type Account, type Company, type SuggestedMapping, useAccounts, useCompanies, useSuggestions, type WholeList,
} from '../../api/mapping.ts'; // prettier-ignore
import { useShownVersion } from '../../context/refresh-rule.tsx';
import { type AccountCounts, type CompanyRef, countAccounts } from './account-rows.ts';

const noSuggestions: readonly SuggestedMapping[] = [];
const noAccounts: readonly Account[] = [];

export interface FoundLists {
  readonly accounts: WholeList<Account>;
  readonly companies: WholeList<Company>;
  readonly suggestions: WholeList<SuggestedMapping>;
  readonly byId: ReadonlyMap<string, Account>;
  readonly companyById: ReadonlyMap<string, Company>;
  readonly counts: AccountCounts;
  readonly refOf: (companyId: string) => CompanyRef;
  readonly suggestionsOf: (account: Account) => readonly SuggestedMapping[];
  /** Accounts that are mapped to it. */
  readonly onCompany: (companyId: string) => readonly Account[];
}

/** Accounts, companies and suggestions, and who is whose. */
export function useMappingLists(integrationId: string): FoundLists {
  const accounts = useAccounts(integrationId);
  const companies = useCompanies(integrationId);
  const suggestions = useSuggestions(integrationId);
  useShownVersion(accounts.version, integrationId);
  useShownVersion(companies.version, integrationId);
  useShownVersion(suggestions.version, integrationId);
  const byId = useMemo(() => new Map(accounts.rows.map((account) => [account.id, account])), [accounts.rows]);
  const companyById = useMemo(
    () => new Map(companies.rows.map((company) => [company.id, company])),
    [companies.rows],
  );
  const onCompany = useMemo(
    () => groupBy(accounts.rows, ({ mapping }) => mapping.company?.id),
    [accounts.rows],
  );
  const suggested = useMemo(() => groupBy(suggestions.rows, ({ account }) => account.id), [suggestions.rows]);
  const counts = useMemo(() => countAccounts(accounts.rows), [accounts.rows]);

  const refOf = (id: string): CompanyRef =>
    companyById.get(id) ??
    suggestions.rows.find(({ company }) => company.id === id)?.company ?? { id, name: id, identifier: null };
  return {
    accounts,
    companies,
    suggestions,
    byId,
    companyById,
    counts,
    refOf,
    suggestionsOf: useCallback(
      (account: Account) =>
        account.mapping.state === 'unmapped' && account.mark === null
          ? (suggested.get(account.id) ?? noSuggestions)
          : noSuggestions,
      [suggested],
    ),
    onCompany: useCallback((id: string) => onCompany.get(id) ?? noAccounts, [onCompany]),
  };
}

function groupBy<T>(
  rows: readonly T[],
  keyOf: (row: T) => string | undefined,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
