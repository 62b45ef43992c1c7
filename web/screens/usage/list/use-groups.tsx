import { type ReactNode, useMemo } from 'react';
import { kindWords } from '../../../components/kind-words.ts';
import type { UsageRow } from '../../../api/usage.ts';
import { useWordsOf, type WordsOf } from '../../../components/words.ts';
import type { Grouping } from '../review/address.ts';
import { invoiceText } from '../../usage-line/line-facts.ts';
import { withSums } from '../../usage-line/with-sums.tsx';
import { useRules } from '../review/review.tsx';
import { type ListText, useListTexts } from './texts.ts';

export interface Groups {
  /** Those of one group together, in the order in which the first of each came. */
  readonly rows: readonly UsageRow[];
  /** Of the first row of each group, by its id; null: nothing is grouped. */
  readonly heads: ReadonlyMap<string, GroupHead> | null;
}

export interface GroupHead {
  readonly name: string;
  readonly rows: readonly UsageRow[];
}

export function useGroups(rows: readonly UsageRow[], group: Grouping | null): Groups {
  const words = useWordsOf();
  const text = useListTexts();
  return useMemo(() => {
    if (group === null) return { rows, heads: null };
    const groups = new Map<string, UsageRow[]>();
    for (const row of rows) {
      const name = groupName[group](row, words, text);
      const members = groups.get(name);
      if (members === undefined) groups.set(name, [row]);
      else members.push(row);
    }
    const heads = [...groups].map(
      ([name, members]) => [members[0]?.id ?? '', { name, rows: members }] as const,
    );
    return { rows: [...groups.values()].flat(), heads: new Map(heads) };
  }, [rows, group, words, text]);
}

const groupName: Readonly<Record<Grouping, (row: UsageRow, words: WordsOf, text: ListText) => string>> = {
  kind: ({ kind, integrationId }, words) => kindWords(kind, words(integrationId)),
  type: ({ agreements }, _words, text) => {
    const types = new Set(agreements.map(({ type }) => type).filter((type) => type !== null));
    return types.size === 0 ? text('console-usage-list.no-type') : [...types].join(', ');
  },
  invoice: (row, _words, text) => {
    const invoice = invoiceText(row);
    return invoice === '\u2013' ? text('console-usage-list.no-invoice') : invoice;
  },
};

/** "Underbilled · 7 lines · +96 seats · +414.00 USD/month". */
export function GroupLine({ name, rows }: GroupHead): ReactNode {
  const { currency } = useRules();
  const text = useListTexts();
  const words = useMemo(
    () =>
      withSums(rows, currency, (sums) => text('console-usage-list.group-line', { count: rows.length, sums })),
    [rows, currency, text],
  );
  return (
    <span className="flex items-baseline gap-3">
      <span className="font-semibold">{name}</span>
      <span className="text-ink-2 tabular-nums">{words}</span>
    </span>
  );
}
