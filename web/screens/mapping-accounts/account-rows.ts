import type { MappingDecision } from '../../../contracts/api/commands.ts';
import type { Account, Company, SuggestedMapping } from '../../api/mapping.ts';
import type { Words } from '../../components/words.ts';
import { formatCount } from '../../values/format.ts';
import { shortText } from '../../components/visible-text.ts';
import type { Decided } from '../mapping/use-decisions.ts';
import type { AccountTexts } from './mapping-accounts-texts.ts';

export type AccountState = Account['mapping']['state'];
export const accountStates: readonly AccountState[] = ['unmapped', 'mapped', 'excluded'];

/** What a decision needs of a company. */
export type CompanyRef = Pick<Company, 'id' | 'name' | 'identifier'>;

export const accountName = ({ label }: Pick<Account, 'label'>): string => shortText(label);
export const companyName = ({ name, id }: CompanyRef, { psaIds }: Words, text: AccountTexts): string =>
  text('console-mapping-accounts.company', { name: shortText(name), prefix: psaIds, id });

/** Beginning and end; whole where another account has the same name. */
export const idText = (foreignId: string, whole: boolean): string =>
  whole || foreignId.length <= 10 ? foreignId : `${foreignId.slice(0, 4)}…${foreignId.slice(-4)}`;

export interface AccountCounts {
  readonly total: number;
  readonly mapped: number;
  readonly excluded: number;
  readonly unmapped: number;
}

/** Accounts the vendor still lists; a marked one without a company is not unmapped, nobody waits for it (RULES 10). */
export function countAccounts(accounts: readonly Account[]): AccountCounts {
  const listed = accounts.filter(({ goneAt }) => goneAt === null);
  const of = (state: AccountState): number => listed.filter(({ mapping }) => mapping.state === state).length;
  const marked = listed.filter(({ mapping, mark }) => mapping.state === 'unmapped' && mark !== null).length;
  return {
    total: listed.length,
    mapped: of('mapped'),
    excluded: of('excluded'),
    unmapped: of('unmapped') - marked,
  };
}

export const isUnmapped = ({ mapping, mark, goneAt }: Account): boolean =>
  mapping.state === 'unmapped' && mark === null && goneAt === null;

/** Why this account takes no company now; null: it does. */
export function whyNoCompany(account: Account, company: CompanyRef, text: AccountTexts): string | null {
  const { mapping, goneAt } = account;
  if (goneAt !== null) return text('console-mapping-accounts.gone-sentence');
  if (mapping.state === 'excluded') return text('console-mapping-accounts.excluded-first');
  if (mapping.company?.id === company.id) return text('console-mapping-accounts.mapped-here');
  return null;
}

const decision = (
  account: Pick<Account, 'id'>,
  action: Extract<MappingDecision, { kind: 'account' }>['action'],
  more: { readonly psaId?: string; readonly reason?: string; readonly mark?: 'internal' | 'nfr' | null } = {},
): MappingDecision => ({ kind: 'account', vendorId: account.id, action, ...more });

/** What leads back to the mapping an account has now. */
function back({ id, mapping }: Account): readonly MappingDecision[] {
  const account = { id };
  if (mapping.state === 'mapped' && mapping.company !== null)
    return [decision(account, 'map', { psaId: mapping.company.id })];
  if (mapping.state === 'excluded' && mapping.reason !== null)
    return [decision(account, 'exclude', { reason: mapping.reason })];
  return [];
}

/** A mapped account is unmapped first: one account never belongs to two companies (RULES 10). */
export const mapTo = (account: Account, company: CompanyRef): Decided => ({
  decisions: [
    ...(account.mapping.state === 'mapped' ? [decision(account, 'unmap')] : []),
    decision(account, 'map', { psaId: company.id }),
  ],
  undo: [decision(account, 'unmap'), ...back(account)],
});

export const unmap = (account: Account): Decided => ({
  decisions: [decision(account, 'unmap')],
  undo: back(account),
});

export const exclude = (account: Account, reason: string): Decided => ({
  decisions: [decision(account, 'exclude', { reason })],
  undo: [decision(account, 'include'), ...back(account)],
});

export const include = (account: Account): Decided => ({
  decisions: [decision(account, 'include')],
  undo: back(account),
});

export const markAs = (account: Account, mark: Account['mark']): Decided => ({
  decisions: [decision(account, 'mark', { mark })],
  undo: [decision(account, 'mark', { mark: account.mark })],
});

export const acknowledge = (account: Account, reason: string): Decided => ({
  decisions: [decision(account, 'acknowledge', { reason })],
  undo: [],
});

export const reject = (account: Account, companyId: string): Decided => ({
  decisions: [decision(account, 'reject', { psaId: companyId })],
  undo: [],
});

/** The account as it is once this was taken; the next Refresh shows the server's own words. */
export function afterDecision(
  account: Account,
  taken: MappingDecision,
  company: CompanyRef | null,
  by: string,
): Account {
  if (taken.kind !== 'account' || taken.vendorId !== account.id) return account;
  const mapping = {
    ...account.mapping,
    origin: 'person' as const,
    decidedByName: by,
    decidedAt: new Date().toISOString(),
    company: null,
    reason: null,
  };
  const undecided = {
    ...mapping,
    state: 'unmapped' as const,
    origin: null,
    decidedByName: null,
    decidedAt: null,
  };
  switch (taken.action) {
    case 'map':
      return { ...account, mapping: { ...mapping, state: 'mapped', company } };
    case 'unmap':
    case 'include':
      return { ...account, mapping: undecided };
    case 'exclude':
      return { ...account, mapping: { ...mapping, state: 'excluded', reason: taken.reason ?? null } };
    case 'mark':
      return { ...account, mark: taken.mark ?? null };
    case 'acknowledge': {
      const code = account.newestRead?.cause?.code ?? 'AccountGone';
      return { ...account, acknowledged: { code, reason: taken.reason ?? null } };
    }
    case 'reject':
      return account;
  }
}

/** "26 + 19 = 45"; null where a count is not there yet: no sum of what is unknown. */
export function seatSum(accounts: readonly Account[]): string | null {
  const seats = accounts.flatMap(({ seats }) => seats ?? []);
  if (seats.length < accounts.length) return null;
  return `${seats.map((count) => formatCount(count)).join(' + ')} = ${formatCount(seats.reduce((a, b) => a + b, 0))}`;
}

/** Exact, unique and living ones alone are accepted together; twins never are (console.md 5.6). */
export const isSafe = ({ reason, ambiguous }: SuggestedMapping): boolean =>
  reason === 'equal-name' && !ambiguous;

/** What a screen reader hears of the row. */
export function accountSpoken(
  account: Account,
  suggestions: readonly SuggestedMapping[],
  text: AccountTexts,
): string {
  const { mapping, seats, foreignId, mark, goneAt } = account;
  const state =
    mapping.state === 'mapped'
      ? text('console-mapping-accounts.spoken-mapped', {
          name: shortText(mapping.company?.name ?? ''),
          id: mapping.company?.id ?? '',
        })
      : mapping.state === 'excluded'
        ? text('console-mapping-accounts.excluded', { reason: shortText(mapping.reason ?? '') })
        : text('console-mapping-accounts.spoken-unmapped');
  const facts = [
    accountName(account),
    text('console-mapping-accounts.spoken-vendor-id', { end: foreignId.slice(-4) }),
    seats === null
      ? text('console-mapping-accounts.spoken-unread')
      : text('console-mapping-accounts.spoken-seats', { count: seats }),
    ...(mark === null ? [] : [text(`console-mapping-accounts.mark.${mark}`)]),
    ...(goneAt === null ? [] : [text('console-mapping-accounts.gone')]),
    state,
  ];
  const spoken = text('console-mapping-accounts.spoken', { facts: facts.join(', ') });
  const [first, ...others] = suggestions;
  if (first === undefined) return spoken;
  const offer =
    first.ambiguous || others.length > 0
      ? text('console-mapping-accounts.offer-choose', { count: suggestions.length })
      : text('console-mapping-accounts.offer', { name: shortText(first.company.name) });
  return text('console-mapping-accounts.spoken-offer', { spoken, offer });
}
