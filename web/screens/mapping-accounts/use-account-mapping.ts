import { useMemo, useState } from 'react';
import { offlineReason, useIsOnline } from '../../components/online.ts';
import {
  type Account, readAccount, type SuggestedMapping, useChangeRows, useRowsNow,
} from '../../api/mapping.ts'; // prettier-ignore
import { useClosed, useSession } from '../../api/session.ts';
import { useWords, type Words } from '../../components/words.ts';
import { useTexts } from '../../components/texts.ts';
import { shortText } from '../../components/visible-text.ts';
import { type Decisions, subjectOf, useDecisions } from '../mapping/use-decisions.ts';
import {
  accountName, afterDecision, companyName, type CompanyRef, countAccounts, isSafe, mapTo, reject, unmap, whyNoCompany,
} from './account-rows.ts'; // prettier-ignore
import { consoleMappingAccounts } from '../../../messages/generated/console-mapping-accounts.ts';
import { type FoundLists, useMappingLists } from './use-mapping-lists.ts';

/** What has to be asked before it is decided. */
export type Question =
  | { readonly kind: 'map'; readonly accounts: readonly Account[]; readonly company: CompanyRef }
  | { readonly kind: 'exclude'; readonly accounts: readonly Account[] }
  | { readonly kind: 'unmap'; readonly accounts: readonly Account[] }
  | { readonly kind: 'acknowledge'; readonly account: Account }
  | { readonly kind: 'accept'; readonly suggestions: readonly SuggestedMapping[] };

/** Accounts, companies and suggestions. */
export interface MappingLists extends Pick<
  FoundLists,
  'accounts' | 'companies' | 'byId' | 'companyById' | 'counts' | 'suggestionsOf' | 'onCompany'
> {
  /** Suggestions that can be accepted together (console.md 5.6). */
  readonly safe: readonly SuggestedMapping[];
}

/** What is being saved, and what was rejected, by the ID of the account. */
export interface MappingProgress {
  readonly saving: Decisions['saving'];
  readonly rejections: ReadonlyMap<string, string>;
  /** Nothing of it is being saved. */
  readonly isFree: (account: Account) => boolean;
  /** Null: decisions are open. */
  readonly closed: string | null;
}

/** What a person can do with accounts. */
export interface MappingActs {
  readonly ask: (question: Question | null) => void;
  readonly decide: Decisions['decide'];
  /** Asks where a line gets a second account, a mapping is replaced or several are mapped together. */
  readonly map: (ids: readonly string[], company: CompanyRef) => void;
  readonly mapNow: (accounts: readonly Account[], company: CompanyRef) => void;
  readonly unmapNow: (accounts: readonly Account[]) => void;
  readonly acceptNow: (suggestions: readonly SuggestedMapping[]) => void;
  readonly rejectNow: (account: Account, companyId: string) => void;
}

export interface AccountMapping {
  readonly lists: MappingLists;
  readonly progress: MappingProgress;
  readonly acts: MappingActs;
  readonly undoing: Pick<Decisions, 'lastUndo' | 'undo' | 'isOwn'>;
  /** What is asked now; null: nothing. */
  readonly question: Question | null;
  readonly words: Words;
}

/** Lists, decisions and questions of the account mapping. */
export function useAccountMapping(integrationId: string): AccountMapping {
  const words = useWords(integrationId);
  const text = useTexts(consoleMappingAccounts, integrationId);
  const lists = useMappingLists(integrationId);
  const { accounts, companies, suggestions, byId, companyById, counts } = lists;
  const changeRows = useChangeRows(integrationId);
  const rowsNow = useRowsNow(integrationId);
  const { member } = useSession();
  const role = useClosed()('map');
  const online = useIsOnline();
  const [rejections, setRejections] = useState<ReadonlyMap<string, string>>(new Map());
  const [question, setQuestion] = useState<Question | null>(null);

  const decisions = useDecisions(integrationId, {
    onApplied: (taken) => {
      for (const item of taken) {
        if (item.kind !== 'account') continue;
        const company = item.psaId === undefined ? null : lists.refOf(item.psaId);
        changeRows('vendor-accounts', new Set([item.vendorId]), (account) =>
          afterDecision(account, item, company, member.name),
        );
      }
      if (!taken.some(({ kind }) => kind === 'account')) return;
      accounts.changed();
      suggestions.again();
    },
    onRejected: (subject, detail) => {
      setRejections((now) => new Map(now).set(subject, detail));
      const account = byId.get(subject);
      if (account !== undefined) void readAgain(account, detail);
    },
    status: () => {
      const { mapped, total } = countAccounts(rowsNow('vendor-accounts'));
      return text('console-mapping-accounts.status', { mapped, total });
    },
  });

  /** The row as it stands now, and who was first. */
  const readAgain = async (account: Account, detail: string): Promise<void> => {
    const now = await readAccount(integrationId, account).catch(() => null);
    if (now === null) return;
    changeRows('vendor-accounts', new Set([now.id]), () => now);
    const { decidedByName, decidedAt, state } = now.mapping;
    const changed = decidedAt !== null && decidedAt !== account.mapping.decidedAt && state !== 'unmapped';
    if (!changed) return;
    const age = Math.max(1, Math.round((Date.now() - new Date(decidedAt).getTime()) / 1_000));
    const name = shortText(decidedByName ?? text('console-mapping-accounts.someone'));
    setRejections((all) =>
      new Map(all).set(
        now.id,
        text('console-mapping-accounts.decided-before', { name, state, age: age * 1_000, detail }),
      ),
    );
  };

  const forgetRejections = (ids: readonly string[]): void =>
    setRejections((now) =>
      ids.some((id) => now.has(id)) ? new Map([...now].filter(([id]) => !ids.includes(id))) : now,
    );

  const isFree = (account: Account): boolean => !decisions.saving.has(account.id);
  const decide: typeof decisions.decide = (items, words) => {
    forgetRejections(items.flatMap((item) => item.decisions.map(subjectOf)));
    decisions.decide(items, words);
  };
  const one = (list: readonly Account[]): string =>
    list.length === 1 && list[0] !== undefined
      ? accountName(list[0])
      : text('console-mapping-accounts.accounts', { count: list.length });

  const mapNow = (list: readonly Account[], company: CompanyRef): void =>
    decide(
      list.map((account) => mapTo(account, company)),
      {
        saving: text('console-mapping-accounts.saving-map', {
          who: one(list),
          target: shortText(company.name),
        }),
        saved: (count) =>
          text('console-mapping-accounts.saved-map', {
            who: one(list.slice(0, count)),
            target: companyName(company, words, text),
          }),
      },
    );

  const map = (ids: readonly string[], company: CompanyRef): void => {
    const list = ids
      .flatMap((id) => byId.get(id) ?? [])
      .filter((account) => isFree(account) && whyNoCompany(account, company, text) === null);
    if (list.length === 0) return;
    const others = lists.onCompany(company.id).length;
    const replaces = list.some(({ mapping }) => mapping.state === 'mapped');
    if (others > 0 || replaces || list.length > 1) setQuestion({ kind: 'map', accounts: list, company });
    else mapNow(list, company);
  };

  const unmapNow = (list: readonly Account[]): void =>
    decide(list.map(unmap), {
      saving: text('console-mapping-accounts.saving-unmap', { name: one(list) }),
      saved: (count) => text('console-mapping-accounts.saved-unmap', { name: one(list.slice(0, count)) }),
    });

  const acceptNow = (list: readonly SuggestedMapping[]): void => {
    const items = list.flatMap(({ account, company }) => {
      const row = byId.get(account.id);
      return row === undefined ? [] : [mapTo(row, company)];
    });
    decide(items, {
      saving: text('console-mapping-accounts.saving-suggestions', { count: items.length }),
      saved: (count) => text('console-mapping-accounts.saved-suggestions', { count }),
    });
  };

  const safe = useMemo(
    () =>
      suggestions.rows.filter(
        (item) =>
          isSafe(item) &&
          byId.get(item.account.id)?.mapping.state === 'unmapped' &&
          !decisions.saving.has(item.account.id),
      ),
    [suggestions.rows, byId, decisions.saving],
  );

  return {
    lists: {
      accounts,
      companies,
      byId,
      companyById,
      counts,
      safe,
      suggestionsOf: lists.suggestionsOf,
      onCompany: lists.onCompany,
    },
    progress: {
      saving: decisions.saving,
      rejections,
      isFree,
      closed: role ?? (online ? null : offlineReason()),
    },
    acts: {
      ask: setQuestion,
      decide,
      map,
      mapNow,
      unmapNow,
      acceptNow,
      rejectNow: (account, companyId) =>
        decide([reject(account, companyId)], {
          saving: text('console-mapping-accounts.saving-reject'),
          saved: () => text('console-mapping-accounts.rejected', { name: accountName(account) }),
        }),
    },
    undoing: { lastUndo: decisions.lastUndo, undo: decisions.undo, isOwn: decisions.isOwn },
    question,
    words,
  };
}
