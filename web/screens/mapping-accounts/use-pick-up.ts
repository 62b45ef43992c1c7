import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Account, Company } from '../../api/mapping.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { shortText } from '../../components/visible-text.ts';
import { currentParams } from '../../context/current-params.ts';
import { useTexts } from '../../components/texts.ts';
import type { RowListHandle } from '../mapping/row-list.tsx';
import { accountName, isUnmapped, whyNoCompany } from './account-rows.ts';
import { whyClosed } from './company-rows.ts';
import { consoleMappingAccounts } from '../../../messages/generated/console-mapping-accounts.ts';
import type { AccountMapping } from './use-account-mapping.ts';

type Side = 'companies' | 'accounts';

/** What is in the hand, and what takes it. */
export interface Hand {
  readonly company: Company | null;
  /** Accounts; null: none is in the hand. */
  readonly picked: readonly string[] | null;
  readonly isDragging: boolean;
  readonly drag: (companyId: string | null) => void;
  readonly drop: (companyId: string, accountId: string) => void;
  readonly onCompany: (row: Company, byKey: boolean) => void;
  readonly onAccount: (row: Account, byKey: boolean) => void;
  readonly put: (ids: readonly string[], row: Pick<Company, 'id' | 'name' | 'identifier'>) => void;
  /** True: something was in the hand. */
  readonly putBack: () => boolean;
  /** Nothing is in the hand any more, without a word: something else was decided. */
  readonly letGo: () => void;
}

/** The two lists, and where the focus is between them. */
export interface Sides {
  readonly side: Side;
  readonly setSide: (side: Side) => void;
  readonly companyList: RefObject<RowListHandle | null>;
  readonly accountList: RefObject<RowListHandle | null>;
  readonly companySearch: RefObject<HTMLInputElement | null>;
  readonly accountSearch: RefObject<HTMLInputElement | null>;
  /** Rows last focused. */
  readonly last: RefObject<{ company: string | null; account: string | null }>;
  readonly focus: (to: Side) => void;
  readonly otherSide: () => void;
  readonly search: () => void;
}

/** Picking up and putting down: by keys, by click and click, by dragging (console.md 4). */
export function usePickUp({
  mapping: { lists, progress, acts, question },
  pick: inAddress,
  change,
  visible,
  selected,
}: {
  readonly mapping: AccountMapping;
  /** Company in the hand, as the address says it. */
  readonly pick: string | null;
  readonly change: (changes: { readonly pick: string | null }) => void;
  readonly visible: readonly Account[];
  readonly selected: ReadonlySet<string>;
}): { readonly hand: Hand; readonly sides: Sides } {
  const { say } = useAnnouncer();
  const text = useTexts(consoleMappingAccounts);
  const companyList = useRef<RowListHandle>(null);
  const accountList = useRef<RowListHandle>(null);
  const companySearch = useRef<HTMLInputElement>(null);
  const accountSearch = useRef<HTMLInputElement>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const [picked, setPicked] = useState<readonly string[] | null>(null);
  // The address follows the hand a moment later; Back and links lead it.
  const [pick, setPick] = useState(inAddress);
  useEffect(() => setPick(currentParams().get('pick')), [inAddress]);
  const [side, setSide] = useState<Side>(firstSide);
  /** Rows last focused, and where to go back to once it is mapped. */
  const last = useRef<{ company: string | null; account: string | null }>({ company: null, account: null });
  const origin = useRef<Side | null>(null);
  const goBack = useRef(false);

  const company = lists.companyById.get(dragged ?? pick ?? '') ?? null;

  const focus = (to: Side): void => {
    setSide(to);
    const at = to === 'companies' ? last.current.company : last.current.account;
    (to === 'companies' ? companyList : accountList).current?.focus(at ?? undefined);
  };

  /** One account, or all selected ones if it is one of them. */
  const together = (id: string): readonly string[] =>
    selected.has(id) && selected.size > 1
      ? visible.map((row) => row.id).filter((other) => selected.has(other))
      : [id];

  const letGo = (): void => {
    setPicked(null);
    setPick(null);
    if (inAddress !== null || pick !== null) change({ pick: null });
  };

  const putBack = (): boolean => {
    // While dragging Escape is the pointer's: it must reach it.
    if (dragged !== null || (company === null && picked === null)) return false;
    letGo();
    say(text('console-mapping-accounts.canceled'));
    if (origin.current !== null) focus(origin.current);
    origin.current = null;
    return true;
  };

  /** With its twins, of which this may be the wrong one. */
  const sayOf = (row: Company, sentence: string): void => {
    const facts = { count: row.twins + 1, name: shortText(row.name), id: row.id };
    const twins = text(
      row.deleted ? 'console-mapping-accounts.twins-deleted' : 'console-mapping-accounts.twins',
      facts,
    );
    say(row.twins === 0 ? sentence : text('console-mapping-accounts.with-twins', { sentence, twins }));
  };

  /** What is in the hand meets this row; the hand is empty then, and focus goes back to where it was picked. */
  const put = (ids: readonly string[], row: Pick<Company, 'id' | 'name' | 'identifier'>): void => {
    letGo();
    goBack.current = origin.current !== null;
    acts.map(ids, row);
  };

  const onCompany = (row: Company, byKey: boolean): void => {
    if (progress.closed !== null) return;
    const closed = whyClosed(row, text);
    const name = shortText(row.name);
    if (closed !== null) sayOf(row, text('console-mapping-accounts.why', { name, why: closed }));
    else if (picked !== null) put(picked, row);
    else if (pick === row.id) putBack();
    else {
      setPick(row.id);
      change({ pick: row.id });
      origin.current = byKey ? 'companies' : null;
      sayOf(row, text('console-mapping-accounts.choose-account', { name }));
      if (!byKey) return;
      const isShown = visible.some(({ id }) => id === last.current.account);
      if (!isShown) last.current.account = visible.find(isUnmapped)?.id ?? null;
      focus('accounts');
    }
  };

  const onAccount = (row: Account, byKey: boolean): void => {
    if (progress.closed !== null || !progress.isFree(row)) return;
    if (company !== null) {
      const why = whyNoCompany(row, company, text);
      if (why === null) put(together(row.id), company);
      else say(text('console-mapping-accounts.why', { name: accountName(row), why }));
      return;
    }
    if (picked?.includes(row.id) === true) {
      putBack();
      return;
    }
    const ids = together(row.id);
    setPicked(ids);
    origin.current = byKey ? 'accounts' : null;
    const name =
      ids.length === 1 ? accountName(row) : text('console-mapping-accounts.accounts', { count: ids.length });
    say(text('console-mapping-accounts.choose-company', { name }));
    if (!byKey) return;
    setSide('companies');
    companySearch.current?.focus();
  };

  // A question closes first, and gives focus back to what opened it; only then focus goes on.
  const isAsking = question !== null;
  useEffect(() => {
    if (isAsking || !goBack.current) return;
    goBack.current = false;
    const to = origin.current;
    origin.current = null;
    if (to !== null) setTimeout(() => focus(to));
  });

  return {
    hand: {
      company,
      picked,
      isDragging: dragged !== null,
      drag: setDragged,
      drop: (companyId, accountId) => {
        const row = lists.companyById.get(companyId);
        if (row !== undefined) put(together(accountId), row);
      },
      onCompany,
      onAccount,
      put,
      putBack,
      letGo,
    },
    sides: {
      side,
      setSide,
      companyList,
      accountList,
      companySearch,
      accountSearch,
      last,
      focus,
      otherSide: () => focus(side === 'companies' ? 'accounts' : 'companies'),
      search: () => (side === 'companies' ? companySearch : accountSearch).current?.focus(),
    },
  };
}

/** A phone shows one side, and is mostly read. */
const firstSide = (): Side =>
  globalThis.matchMedia('(max-width: 639px)').matches ? 'accounts' : 'companies';
