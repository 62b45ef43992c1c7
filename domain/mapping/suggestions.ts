import { suggestionsOfAccount } from '../defaults.ts';
import type { AccountName, CompanyName, FormerDecision } from './exact-match.ts';
import { companyNameLimit, type NameForms, nameForms, tokensOf } from './name-forms.ts';

/** What two names differ in, the company's and the account's or its former company's; applied by a person only (RULES 11). */
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
  /** Where it comes from the former connection, or goes against it; null: from the account's own name alone. */
  readonly former: FormerDecision | null;
  /**
   * Another company fits about as well, a twin of this one exists, in the recycle bin too, the former connection had a twin,
   * or it had the account excluded or marked: look twice.
   */
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
  /** One at most of an account. */
  readonly former?: readonly FormerDecision[];
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

/** By the name of the company that it was mapped to: a person knew it, where its own name only looks like it. */
const knownScore = 100;
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

/** Lookups by normalized name and by word, so that 1,000 accounts against 5,000 companies stay a matter of moments. */
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
  const former = new Map(input.former?.map((decision) => [decision.accountId, decision]));
  const most = input.most ?? suggestionsOfAccount;
  return input.accounts
    .filter(({ kind }) => kind === 'child')
    .flatMap((account) =>
      suggestionsFor(account, former.get(account.id) ?? null, index, rejected).slice(0, most),
    )
    .sort(
      (a, b) => b.score - a.score || compare(a.accountId, b.accountId) || compare(a.companyId, b.companyId),
    );
}

const pairKey = (accountId: string, companyId: string): string => JSON.stringify([accountId, companyId]);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Best first. */
function suggestionsFor(
  account: AccountName,
  former: FormerDecision | null,
  index: CompanyIndex,
  rejected: ReadonlySet<string>,
): readonly Suggestion[] {
  const rated = ratings(account, former, index)
    .filter(({ company }) => !rejected.has(pairKey(account.id, company.id)))
    .sort((a, b) => b.score - a.score || compare(a.company.id, b.company.id));
  const suggestions = rated.map(({ company, score, reason, by }): Suggestion => {
    const rivals = rated.filter(
      (other) => other.company.id !== company.id && other.score >= score - closeScore,
    );
    const hasTwin = (index.namesakes.get(company.forms.exact) ?? 0) > 1;
    return {
      accountId: account.id,
      companyId: company.id,
      score,
      reason,
      former: by,
      ambiguous: rivals.length > 0 || hasTwin || (by !== null && (by.hasTwin || by.companyName === null)),
      hasTwin,
    };
  });
  const [known] = suggestions;
  // Beside what a person knew, names that only look alike say nothing.
  return known?.score === knownScore && !known.ambiguous ? [known] : suggestions;
}

interface Rating {
  readonly company: Company;
  readonly score: number;
  readonly reason: SuggestionReason;
  readonly by: FormerDecision | null;
}

/** Each company once, by the name that fits it better: the account's own, or that of its former company. */
function ratings(account: AccountName, former: FormerDecision | null, index: CompanyIndex): Rating[] {
  const best = new Map<string, Rating>();
  const names = [
    { name: former?.companyName ?? null, by: former },
    { name: account.name, by: former?.companyName === null ? former : null },
  ];
  for (const { name, by } of names) {
    if (name === null) continue;
    const forms = nameForms(name);
    for (const company of candidates(forms, index)) {
      const found = rate(forms, company);
      if (found === null) continue;
      const isKnown = found.reason === 'equal-name' && by !== null && by.companyName !== null;
      const score = isKnown ? knownScore : found.score;
      if (score > (best.get(company.id)?.score ?? 0))
        best.set(company.id, { company, score, reason: found.reason, by });
    }
  }
  return [...best.values()];
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

function rate(
  account: NameForms,
  company: Company,
): { readonly score: number; readonly reason: SuggestionReason } | null {
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
