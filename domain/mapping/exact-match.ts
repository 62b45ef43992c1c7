import type { AccountKind } from '../usage/composition.ts';

export interface AccountName {
  /** Our id. */
  readonly id: string;
  readonly name: string;
  /** Characters were taken out of it: the name equals no other. Absent: none were. */
  readonly nameCleaned?: boolean;
  readonly kind: AccountKind;
}

export interface CompanyName {
  readonly id: string;
  readonly name: string;
  /** As of an account. */
  readonly nameCleaned?: boolean;
  /** In the recycle bin. */
  readonly deleted: boolean;
}

/** What the tenant's former connection of the same vendor, with another PSA, says of an account. */
export interface FormerDecision {
  /** Our id of the account in the connection of now. */
  readonly accountId: string;
  /** Kind of the former PSA. */
  readonly psa: string;
  /** Of the company it was mapped to; null: it was excluded or marked. */
  readonly companyName: string | null;
  /** Another company of the former PSA has this name, so that it names no single one. */
  readonly hasTwin: boolean;
}

export interface ExactMatchInput {
  /** All accounts, decided ones too: twins are found among all of them. */
  readonly accounts: readonly AccountName[];
  /** All companies, the recycle bin included: a name that also exists there is a twin. */
  readonly companies: readonly CompanyName[];
  /** Ids of accounts with any decision (mapping, exclusion, mark, rejection): left alone. */
  readonly decided: ReadonlySet<string>;
  /** Companies that already have an account: adding a second one is a person's question (RULES 11). */
  readonly takenCompanies?: ReadonlySet<string>;
  /** One at most of an account. Where it is not the equal name, a person knew better: left to a person. */
  readonly former?: readonly FormerDecision[];
}

export interface ExactMatch {
  readonly accountId: string;
  readonly companyId: string;
}

/** Equal after NFC and trimming outer blanks, otherwise to the byte (RULES 11). */
const exactName = (name: string): string => name.normalize('NFC').trim();

/**
 * Exact matches at first set-up (RULES 11): never between twins on either side, never with the recycle bin, never the
 * parent (RULES 10), never by a name that was cleaned. In the order of the accounts given.
 */
export function exactMatches(input: ExactMatchInput): readonly ExactMatch[] {
  const companies = grouped(input.companies);
  const accounts = grouped(input.accounts.filter(({ kind }) => kind === 'child'));
  const otherwise = new Set(decidedOtherwise(input));
  return input.accounts.flatMap((account): ExactMatch[] => {
    const name = exactName(account.name);
    if (
      name === '' ||
      account.nameCleaned === true ||
      account.kind === 'parent' ||
      input.decided.has(account.id) ||
      otherwise.has(account.id)
    )
      return [];
    const [company, twin] = companies.get(name) ?? [];
    if (company === undefined || twin !== undefined || company.deleted || company.nameCleaned === true)
      return [];
    if ((accounts.get(name)?.length ?? 0) > 1 || input.takenCompanies?.has(company.id) === true) return [];
    return [{ accountId: account.id, companyId: company.id }];
  });
}

/** Accounts that the former connection had elsewhere than at the company of their own name. */
function decidedOtherwise({ accounts, former = [] }: ExactMatchInput): readonly string[] {
  const names = new Map(accounts.map(({ id, name }) => [id, exactName(name)]));
  return former
    .filter(
      ({ accountId, companyName }) => companyName === null || exactName(companyName) !== names.get(accountId),
    )
    .map(({ accountId }) => accountId);
}

function grouped<T extends { readonly name: string }>(
  items: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const byName = new Map<string, T[]>();
  for (const item of items) {
    const name = exactName(item.name);
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [item]);
    else known.push(item);
  }
  return byName;
}
