import type { Company } from '../../api/mapping.ts';
import { shortText } from '../../components/visible-text.ts';
import type { AccountTexts } from './mapping-accounts-texts.ts';

/** Why this company is not offered; null: it is. */
export function whyClosed(company: Company, text: AccountTexts): string | null {
  if (company.deleted) return text('console-mapping-accounts.in-recycle-bin');
  if (company.goneAt !== null) return text('console-mapping-accounts.company-gone');
  return null;
}

const isOffered = ({ deleted, goneAt }: Company): boolean => !deleted && goneAt === null;

/** Companies that are not offered come with a search, and next to their twins. */
export const isListed = (company: Company, isSearched: boolean): boolean =>
  isSearched || isOffered(company) || company.twins > 0;

export const companyText = ({ name, identifier, id }: Company): string =>
  `${name}\n${identifier ?? ''}\n${id}`.toLowerCase();

/** "active · 2 agreements · mapped ×1"; the state stands where twins have to be told apart. */
export function companyFacts(company: Company, mapped: number, text: AccountTexts): string {
  const state = company.deleted
    ? text('console-mapping-accounts.recycle-bin')
    : company.goneAt === null
      ? company.status?.toLowerCase()
      : text('console-mapping-accounts.company-gone-short');
  return [
    ...(company.twins > 0 || company.deleted || company.goneAt !== null
      ? [state ?? text('console-mapping-accounts.no-status')]
      : []),
    text('console-mapping-accounts.agreements', { count: company.agreements }),
    ...(mapped > 0 ? [text('console-mapping-accounts.mapped-accounts', { count: mapped })] : []),
  ].join(' · ');
}

/** What a screen reader hears of the row. */
export function companySpoken(company: Company, mapped: number, text: AccountTexts): string {
  const facts = [
    shortText(company.name),
    text('console-mapping-accounts.spoken-id', { id: company.id }),
    company.deleted
      ? text('console-mapping-accounts.recycle-bin')
      : (company.status?.toLowerCase() ?? text('console-mapping-accounts.no-status')),
    text('console-mapping-accounts.agreements', { count: company.agreements }),
    mapped === 0
      ? text('console-mapping-accounts.not-mapped')
      : text('console-mapping-accounts.mapped-accounts', { count: mapped }),
    ...(company.twins > 0
      ? [text('console-mapping-accounts.with-this-name', { count: company.twins + 1 })]
      : []),
  ];
  const spoken = text('console-mapping-accounts.spoken', { facts: facts.join(', ') });
  const offer = whyClosed(company, text);
  return offer === null ? spoken : text('console-mapping-accounts.spoken-offer', { spoken, offer });
}
