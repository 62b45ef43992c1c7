import { useEffect, useMemo, useRef } from 'react';
import { type Account, type Company, useCompanySearch, type WholeList } from '../../api/mapping.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { useTexts } from '../../components/texts.ts';
import { useAsOf } from '../../components/use-as-of.ts';
import { type AccountState, isUnmapped } from './account-rows.ts';
import { companyText, isListed } from './company-rows.ts';
import { consoleMappingAccounts } from '../../../messages/generated/console-mapping-accounts.ts';

const spokenAfterMs = 300;

/**
 * Accounts of this filter. Which ones they are is settled when the filter is pressed or the list is read again; a
 * decision changes its row in place and takes none away (console.md 5.2).
 */
export function useVisibleAccounts(
  list: WholeList<Account>,
  byId: ReadonlyMap<string, Account>,
  states: readonly AccountState[],
  typed: string,
): readonly Account[] {
  const filter = states.join(',');
  const text = typed.trim().toLowerCase();
  // Rows that a decision changed settle nothing.
  const rows = useAsOf(`${filter}|${text}|${list.edition}`, list.rows);
  const ids = useMemo(() => {
    const wanted = filter === '' ? null : filter.split(',');
    return rows
      .filter(
        (account) =>
          (wanted === null || wanted.some((state) => isIn(state, account))) &&
          accountText(account).includes(text),
      )
      .map(({ id }) => id);
  }, [filter, text, rows]);
  const say = useTexts(consoleMappingAccounts);
  useSayCount(say('console-mapping-accounts.accounts-shown', { count: ids.length }), `${filter}|${text}`);
  return useMemo(() => ids.flatMap((id) => byId.get(id) ?? []), [ids, byId]);
}

/** As its count has it: a marked account without a company waits for nobody. */
const isIn = (state: string, account: Account): boolean =>
  state === 'unmapped' ? isUnmapped(account) : account.mapping.state === state;

const accountText = ({ name, label, foreignId, mapping }: Account): string =>
  `${name}\n${label}\n${foreignId}\n${mapping.company?.name ?? ''}`.toLowerCase();

/** Companies by text: on this page once all are here, until then over the API. */
export function useVisibleCompanies(integrationId: string, list: WholeList<Company>, typed: string) {
  const text = typed.trim().toLowerCase();
  const remote = useCompanySearch(integrationId, typed.trim(), !list.isWhole);
  const texts = useMemo(
    () => list.rows.map((company) => [company, companyText(company)] as const),
    [list.rows],
  );
  const found = list.isWhole ? null : (remote.data?.items ?? null);
  const rows = useMemo(() => {
    if (text !== '' && found !== null) return found;
    return texts
      .filter(([company, searched]) => searched.includes(text) && isListed(company, text !== ''))
      .map(([company]) => company);
  }, [texts, text, found]);
  const say = useTexts(consoleMappingAccounts, integrationId);
  useSayCount(say('console-mapping-accounts.companies-found', { count: rows.length }), text);
  return { rows, isDimmed: text !== '' && !list.isWhole && (remote.isPending || remote.isPlaceholderData) };
}

/** 300 ms after the last key; not for what is there at first. */
function useSayCount(sentence: string, question: string): void {
  const { say } = useAnnouncer();
  const asked = useRef(question);
  useEffect(() => {
    if (asked.current === question) return undefined;
    const timer = setTimeout(() => {
      asked.current = question;
      say(sentence);
    }, spokenAfterMs);
    return () => clearTimeout(timer);
  }, [sentence, question, say]);
}
