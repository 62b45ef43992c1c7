import { suggestionsOfAccount } from '../defaults.ts';
import type { AccountName, CompanyName } from './exact-match.ts';
import { companyNameLimit, type NameForms, nameForms, tokensOf } from './name-forms.ts';

/** What two names differ in; applied by a person only (RULES 11). */
export type SuggestionReason =
  | 'equal-name'
  | 'case'
  | 'diacritics'
  | 'punctuation'
  | 'legal-form'
  | 'cut-at-50-characters'
  | 'shared-words';

export interface Suggestion {
  readonly accountId: string;
  readonly companyId: string;
  /** 0–100; only an order, not a probability. */
  readonly score: number;
  readonly reason: SuggestionReason;
  /** Another company fits about as well, or a twin of this one exists, in the recycle bin too: look twice. */
  readonly ambiguous: boolean;
  /** Another company, in the recycle bin too, bears exactly this company's name. */
  readonly hasTwin: boolean;
}

export interface SuggestionInput {
  /** Accounts still to be mapped. The parent is never matched by name (RULES 10). */
  readonly accounts: readonly AccountName[];
  readonly companies: readonly CompanyName[];
  /** Pairs a person rejected: remembered, never shown again. */
  readonly rejected: readonly { readonly accountId: string; readonly companyId: string }[];
  /** Most suggestions per account. */
  readonly most?: number;
}

const scores = {
  'equal-name': 99,
  case: 95,
  diacritics: 92,
  punctuation: 90,
  'legal-form': 85,
  'cut-at-50-characters': 82,
} as const;

/** A pair sharing fewer of its words than this is no suggestion. */
const leastSharedWords = 0.5;
/** Suggestions this close to the best one leave it ambiguous. */
const closeScore = 10;
/** A word in more companies than this says nothing ("services", "group"), and would make the search slow. */
const commonWord = 200;

interface Company {
  readonly id: string;
  readonly forms: NameForms;
  readonly tokens: readonly string[];
}

/** Lookups by normalised name and by word, so that 1,000 accounts against 5,000 companies stay a matter of moments. */
interface CompanyIndex {
  readonly byCore: ReadonlyMap<string, readonly Company[]>;
  readonly byToken: ReadonlyMap<string, readonly Company[]>;
  readonly byCutName: ReadonlyMap<string, readonly Company[]>;
  /** How many companies, recycle bin included, bear an exactly equal name. */
  readonly namesakes: ReadonlyMap<string, number>;
}

/**
 * Suggestions for unmapped accounts, best first, then by ids (RULES 11). Never a company in the recycle bin, never a
 * rejected pair.
 */
export function suggestMappings(input: SuggestionInput): readonly Suggestion[] {
  const index = companyIndex(input.companies);
  const rejected = new Set(input.rejected.map(({ accountId, companyId }) => pairKey(accountId, companyId)));
  const most = input.most ?? suggestionsOfAccount;
  return input.accounts
    .filter(({ kind }) => kind === 'child')
    .flatMap((account) => suggestionsFor(account, index, rejected, most))
    .sort(
      (a, b) => b.score - a.score || compare(a.accountId, b.accountId) || compare(a.companyId, b.companyId),
    );
}

const pairKey = (accountId: string, companyId: string): string => JSON.stringify([accountId, companyId]);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function suggestionsFor(
  account: AccountName,
  index: CompanyIndex,
  rejected: ReadonlySet<string>,
  most: number,
): readonly Suggestion[] {
  const forms = nameForms(account.name);
  const rated = [...candidates(forms, index)]
    .filter((company) => !rejected.has(pairKey(account.id, company.id)))
    .flatMap((company) => {
      const rating = rate(forms, company);
      return rating === null ? [] : [{ company, ...rating }];
    })
    .sort((a, b) => b.score - a.score || compare(a.company.id, b.company.id));
  return rated.slice(0, most).map(({ company, score, reason }): Suggestion => {
    const rivals = rated.filter(
      (other) => other.company.id !== company.id && other.score >= score - closeScore,
    );
    const hasTwin = (index.namesakes.get(company.forms.exact) ?? 0) > 1;
    return {
      accountId: account.id,
      companyId: company.id,
      score,
      reason,
      ambiguous: rivals.length > 0 || hasTwin,
      hasTwin,
    };
  });
}

function candidates(forms: NameForms, index: CompanyIndex): ReadonlySet<Company> {
  const found = new Set<Company>(index.byCore.get(forms.core) ?? []);
  for (const company of index.byCutName.get(cutName(forms)) ?? []) found.add(company);
  for (const token of tokensOf(forms.core)) {
    const companies = index.byToken.get(token) ?? [];
    if (companies.length > commonWord) continue;
    for (const company of companies) found.add(company);
  }
  return found;
}

function rate(account: NameForms, company: Company): { score: number; reason: SuggestionReason } | null {
  const reason = equalForm(account, company.forms);
  if (reason !== null) return { score: scores[reason], reason };
  const mine = tokensOf(account.core);
  const shared = mine.filter((token) => company.tokens.includes(token)).length;
  const share =
    mine.length + company.tokens.length === 0 ? 0 : (2 * shared) / (mine.length + company.tokens.length);
  return share < leastSharedWords ? null : { score: Math.round(share * 70), reason: 'shared-words' };
}

/** The least difference that makes two names equal. */
function equalForm(account: NameForms, company: NameForms): keyof typeof scores | null {
  if (account.exact === '' || company.exact === '') return null;
  if (account.exact === company.exact) return 'equal-name';
  if (account.caseless === company.caseless) return 'case';
  if (account.plain === company.plain) return 'diacritics';
  if (account.words === '' || company.words === '') return null;
  if (account.words === company.words) return 'punctuation';
  if (account.core === company.core) return 'legal-form';
  return account.exact.length > companyNameLimit && cutName(account) === company.words
    ? 'cut-at-50-characters'
    : null;
}

const cutName = (forms: NameForms): string =>
  forms.exact.length > companyNameLimit
    ? nameForms(Array.from(forms.exact).slice(0, companyNameLimit).join('')).words
    : forms.words;

function companyIndex(companies: readonly CompanyName[]): CompanyIndex {
  const byCore = new Map<string, Company[]>();
  const byToken = new Map<string, Company[]>();
  const byCutName = new Map<string, Company[]>();
  const namesakes = new Map<string, number>();
  for (const { id, name, deleted } of companies) {
    const forms = nameForms(name);
    namesakes.set(forms.exact, (namesakes.get(forms.exact) ?? 0) + 1);
    if (deleted) continue;
    const company: Company = { id, forms, tokens: tokensOf(forms.core) };
    add(byCore, forms.core, company);
    add(byCutName, forms.words, company);
    for (const token of company.tokens) add(byToken, token, company);
  }
  return { byCore, byToken, byCutName, namesakes };
}

function add(index: Map<string, Company[]>, key: string, company: Company): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, [company]);
  else known.push(company);
}
