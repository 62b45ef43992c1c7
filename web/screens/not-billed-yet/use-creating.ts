import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { countKeys } from '../../api/counts.ts';
import { integrationKeys } from '../../api/integrations.ts';
import type { NewLineWishes } from '../../api/line-changes.ts';
import { sendUntilAnswered } from '../../api/send-until-answered.ts';
import { useClosed } from '../../api/session.ts';
import { type DecisionResult, sendDecisions } from '../../api/usage-decisions.ts';
import { sendCancel } from '../../api/write-backs.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { useToast } from '../../components/toasts.tsx';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
import type { Item } from './columns.tsx';
import type { NotBilledYetText } from './texts.ts';

/** A line to create as it was seen, with what is sent of it. */
export interface WantedLine {
  readonly item: Item;
  /** Of the usage line, as it was seen. */
  readonly version: number;
  readonly wish: NewLineWishes;
  /** Units, as they were shown. */
  readonly quantity: number;
  readonly reason: string | null;
}

export type CreateQuestion = { readonly kind: 'one'; readonly item: Item } | { readonly kind: 'many' };

/** A line that can be approved as it is suggested. */
export const wantedOf = (item: Item): WantedLine | null =>
  item.suggestion === null || item.rejected !== null
    ? null
    : {
        item,
        version: item.lineVersion,
        wish: {
          agreementId: item.suggestion.agreementId,
          productId: item.suggestion.productId,
          expectedUnitPrice: item.suggestion.unitPrice,
          firstBilledDay: item.suggestion.firstBilledDay,
        },
        quantity: item.suggestion.quantity,
        reason: null,
      };

/** What is selected, asked, and decided on this page, and what can be done. */
export interface Creating {
  /** What is approved together: the selected lines, else all that are ready. */
  readonly together: readonly Item[];
  /** Open lines that a person chooses something for first. */
  readonly leftOut: readonly Item[];
  readonly act: 'approve' | 'propose';
  /** Why nothing can be created now; null: it can. */
  readonly closed: string | null;
  readonly question: CreateQuestion | null;
  readonly ask: (question: CreateQuestion | null) => void;
  readonly resultOf: (usageLineId: string) => DecisionResult | null;
  readonly isSaving: (usageLineId: string) => boolean;
  readonly isSelected: (usageLineId: string) => boolean;
  readonly select: (usageLineId: string, on: boolean) => void;
  readonly isReady: (item: Item) => boolean;
  readonly isOpen: (item: Item) => boolean;
  readonly send: (wanted: readonly WantedLine[], key: string) => Promise<readonly DecisionResult[]>;
  /** Shows what was decided in a dialog. */
  readonly note: (result: DecisionResult) => void;
}

/**
 * What is selected, asked, sent, and decided on this page. The list around it stays as it was read; a decided row shows
 * its result in its place.
 */
export function useCreating(items: readonly Item[], integrationId: string, text: NotBilledYetText): Creating {
  const client = useQueryClient();
  const closedByRole = useClosed();
  const { integrations } = useRunWatch();
  const toast = useToast();
  const { alert } = useAnnouncer();
  const [results, setResults] = useState<ReadonlyMap<string, DecisionResult>>(new Map());
  const [saving, setSaving] = useState<ReadonlySet<string>>(new Set());
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [question, ask] = useState<CreateQuestion | null>(null);
  const isWriteBackEnabled = integrations.find(({ id }) => id === integrationId)?.writeBackEnabled === true;
  const isOpen = ({ usageLineId }: Item): boolean =>
    !saving.has(usageLineId) && (results.get(usageLineId)?.outcome ?? 'rejected') === 'rejected';
  const ready = items.filter((item) => item.advised && isOpen(item) && wantedOf(item) !== null);
  const chosen = ready.filter(({ usageLineId }) => selected.has(usageLineId));

  const note = (more: readonly DecisionResult[]): void => {
    setResults((now) => new Map([...now, ...more.map((one) => [one.usageLineId, one] as const)]));
    void client.invalidateQueries({ queryKey: integrationKeys.all });
    void client.invalidateQueries({ queryKey: countKeys.all });
  };

  /** One request for each change: what was sent meanwhile stays, and its row says so. */
  const undo = async (approved: readonly DecisionResult[]): Promise<void> => {
    const open: string[] = [];
    for (const { approvalId, approvalLineId, usageLineId } of approved) {
      if (approvalId === null || approvalLineId === null) continue;
      const key = crypto.randomUUID();
      const isCanceled = await sendUntilAnswered(() =>
        sendCancel({ approvalId, id: approvalLineId }, key),
      ).then(
        () => true,
        () => false,
      );
      if (isCanceled) open.push(usageLineId);
    }
    setResults((now) => new Map([...now].filter(([id]) => !open.includes(id))));
    void client.invalidateQueries({ queryKey: countKeys.all });
    const known = { undone: open.length, total: approved.length };
    if (open.length === approved.length) toast(text('console-not-billed-yet.undone', { count: open.length }));
    else alert(text('console-not-billed-yet.not-undone', known));
  };

  const send = async (wanted: readonly WantedLine[], key: string): Promise<readonly DecisionResult[]> => {
    const ids = wanted.map(({ item }) => item.usageLineId);
    setSaving(new Set(ids));
    const answers = await sendDecisions(
      [
        {
          key,
          selection: 'ticked',
          items: wanted.map(({ item, version, wish, quantity, reason }) => ({
            usageLineId: item.usageLineId,
            lineVersion: version,
            decision: 'create',
            quantity,
            newLine: wish,
            reason,
          })),
        },
      ],
      (some) => {
        note(some);
        return Promise.resolve();
      },
    );
    setSaving(new Set());
    setSelected(new Set());
    tell(answers, wanted);
    return answers;
  };

  const tell = (answers: readonly DecisionResult[], wanted: readonly WantedLine[]): void => {
    const of = (outcome: DecisionResult['outcome']) => answers.filter((one) => one.outcome === outcome);
    const [approved, proposed] = [of('approved'), of('proposed')];
    const failed = answers.length - approved.length - proposed.length;
    const awaitsSync = wanted.some(
      ({ item }) => item.awaitsSync && approved.some(({ usageLineId }) => usageLineId === item.usageLineId),
    );
    const done =
      approved.length > 0
        ? text(awaitsSync ? 'console-not-billed-yet.approved-for-sync' : 'console-not-billed-yet.approved', {
            count: approved.length,
          })
        : text('console-not-billed-yet.proposed', { count: proposed.length });
    if (failed < answers.length) toast(done, ...(approved.length === 0 ? [] : [() => void undo(approved)]));
    if (failed > 0) alert(text('console-not-billed-yet.failed', { count: failed }));
  };

  return {
    together: chosen.length > 0 ? chosen : ready,
    leftOut: items.filter((item) => item.advised && isOpen(item) && wantedOf(item) === null),
    act: isWriteBackEnabled && closedByRole('approve') === null ? ('approve' as const) : ('propose' as const),
    closed: useDisabledReason()('propose'),
    question,
    ask,
    resultOf: (id: string) => results.get(id) ?? null,
    isSaving: (id: string) => saving.has(id),
    isSelected: (id: string) => selected.has(id),
    isReady: (item: Item) => ready.includes(item),
    isOpen,
    select: (id: string, on: boolean) =>
      setSelected((now) => new Set(on ? [...now, id] : [...now].filter((one) => one !== id))),
    send,
    note: (result: DecisionResult) => note([result]),
  };
}
