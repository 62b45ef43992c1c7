import { stallKind } from '../../../../contracts/errors/stalls.ts';
import { useCallback, useMemo, useState } from 'react';
import { useNavigate } from '../../../components/router.tsx';
import type { Permission } from '../../../../contracts/api/permissions.ts';
import { useClosed, useSession } from '../../../api/session.ts';
import type { DecisionResult, DecisionWish } from '../../../api/usage-decisions.ts';
import { sendReadAgain } from '../../../api/usage-decisions.ts';
import type { UsageRow } from '../../../api/usage.ts';
import { offlineReason, useIsOnline } from '../../../components/online.ts';
import { useRunWatch } from '../../../context/run-watch.tsx';
import { useAnnouncer } from '../../../components/announcer.tsx';
import { useToast } from '../../../components/toasts.tsx';
import { formatInstant } from '../../../values/format.ts';
import { shortText } from '../../../components/visible-text.ts';
import { invoiceWords } from '../../../context/invoice-words.ts';
import { type Draft, falls, newLineOf, wishOf } from '../../usage-line/line-facts.ts';
import type { ReadyLine } from '../../line-change/new-line.ts';
import type { Deciding, Drafts, Places, Question, Review, Rules } from './review.tsx';
import { useDecisions } from './use-decisions.ts';
import { rejectionOfError } from './rejection-of-error.ts';
import { useUndo } from './use-undo.ts';
import { useReviewTexts } from './texts.ts';

const noDraft: Draft = {};

/** Everything that people do in the review. `month` as in "Dismissed for November". */
export function useReviewOf(month: string, open: (id: string | null) => void, toNext: (id: string) => void) {
  const decisions = useDecisions();
  const { decide } = decisions;
  const online = useIsOnline();
  const closedByRole = useClosed();
  const { tenant } = useSession();
  const { integrations } = useRunWatch();
  const { alert } = useAnnouncer();
  const toast = useToast();
  const text = useReviewTexts();
  const navigate = useNavigate();
  const [question, ask] = useState<Question | null>(null);
  const [drafts, setDrafts] = useState<ReadonlyMap<string, Draft>>(new Map());

  const closed = useCallback(
    (permission: Permission) => closedByRole(permission) ?? (online ? null : offlineReason()),
    [closedByRole, online],
  );
  const isWriteBackEnabled = useCallback(
    (row: UsageRow) => integrations.find(({ id }) => id === row.integrationId)?.writeBackEnabled === true,
    [integrations],
  );
  const approveWord = useCallback(
    (row: UsageRow) => (isWriteBackEnabled(row) && closedByRole('approve') === null ? 'approve' : 'propose'),
    [isWriteBackEnabled, closedByRole],
  );
  const draftOf = useCallback((id: string) => drafts.get(id) ?? noDraft, [drafts]);
  const draft = useCallback((id: string, change: Draft) => {
    setDrafts((now) => new Map(now).set(id, { ...now.get(id), ...change }));
  }, []);

  /** Closed decisions and whole reasons are told where the person is. */
  const reject = useCallback(
    (why: string, row: UsageRow) => {
      alert(why);
      open(row.id);
    },
    [alert, open],
  );

  const undo = useUndo(decisions);

  const tell = useCallback(
    (result: DecisionResult, row: UsageRow) => {
      const name = shortText(row.label);
      const { change, outcome } = result;
      if (outcome === 'rejected') {
        alert(text('console-usage-review.not-saved', { title: result.title ?? '' }));
        if (result.code !== 'LineChanged') open(row.id);
        return;
      }
      if (outcome === 'unknown') {
        alert(text('console-usage-review.no-response', { name }));
        open(row.id);
        return;
      }
      const done =
        outcome === 'dismissed'
          ? text('console-usage-review.done.dismissed', { name, month })
          : text(`console-usage-review.done.${outcome}`, { name });
      const words =
        change === null
          ? done
          : text('console-usage-review.done-with', {
              done,
              change: text('console-usage-review.change', {
                before: change.before,
                after: change.after,
                invoice: invoiceWords(change.billingTarget, change.invoiceDate),
              }),
            });
      if (outcome === 'proposed' || outcome === 'open') toast(words);
      else toast(words, () => void undo([result], text('console-usage-review.done.open', { name })));
    },
    [alert, month, open, text, toast, undo],
  );

  const decideOne = useCallback(
    async (row: UsageRow, wish: DecisionWish) => {
      const item = { usageLineId: row.id, lineVersion: row.version, ...wish };
      const [result] = await decide([{ key: crypto.randomUUID(), selection: 'ticked', items: [item] }]);
      if (result === undefined) return null;
      tell(result, row);
      if (result.outcome !== 'rejected' && result.outcome !== 'unknown' && result.outcome !== 'open')
        toNext(row.id);
      return result;
    },
    [decide, toNext, tell],
  );
  const one = useCallback(
    async (row: UsageRow, wish: DecisionWish): Promise<void> => {
      await decideOne(row, wish);
    },
    [decideOne],
  );

  const approveNow = useCallback(
    (row: UsageRow) => one(row, { decision: 'approve', ...wishOf(row, draftOf(row.id)) }),
    [draftOf, one],
  );

  /** What was previewed before the line, its price, or its units changed is not sent again. */
  const create = useCallback(
    async (row: UsageRow, { wish, quantity, reason }: ReadyLine) => {
      const result = await decideOne(row, { decision: 'create', quantity, newLine: wish, reason });
      const { newLine } = draftOf(row.id);
      if (result?.code === 'LineChanged' && newLine !== undefined)
        draft(row.id, { newLine: { ...newLine, version: null } });
    },
    [decideOne, draft, draftOf],
  );

  /** A decrease is asked once more; everything else is sent. A new line is created as it was previewed. */
  const approve = useCallback(
    (row: UsageRow) => {
      const newLine = newLineOf(row, draftOf(row.id))?.ready;
      if (row.kind === 'new' && newLine != null) void create(row, newLine);
      else if (falls(row)) ask({ kind: 'confirm', row });
      else void approveNow(row);
    },
    [approveNow, create, draftOf],
  );

  const ended = useCallback(
    async (row: UsageRow, result: DecisionResult) => {
      await decisions.settled(result);
      tell(result, row);
      toNext(row.id);
    },
    [decisions, tell, toNext],
  );

  const setAside = useCallback(
    (row: UsageRow, decision: 'hold' | 'dismiss' | 'reopen') => void one(row, { decision }),
    [one],
  );

  const readAgain = useCallback(
    (row: UsageRow) => {
      const start = async (): Promise<void> => {
        const { stalled } = await sendReadAgain(row.id, crypto.randomUUID());
        const name = shortText(row.label);
        toast(
          stalled === null
            ? text('console-usage-review.syncing', { name })
            : text('console-usage-review.syncing-held', {
                name,
                state: stallKind(stalled.cause.code),
                when: formatInstant(stalled.since),
                cause: stalled.cause.title,
              }),
        );
      };
      start().catch((error: unknown) => {
        decisions.mark([row.id], { rejection: rejectionOfError(error) });
      });
    },
    [decisions, text, toast],
  );

  const toMapping = useCallback(
    (row: UsageRow) => {
      const [account] = row.accountNames;
      // No account uses the line: which of the unmapped ones is this company's?
      const search =
        account === undefined ? { status: 'unmapped', psaq: row.company?.name ?? row.label } : { q: account };
      navigate(`/integrations/${row.integrationId}/accounts?${new URLSearchParams(search).toString()}`);
    },
    [navigate],
  );

  const adjust = useCallback(
    (row: UsageRow, quantity: number, reason: string) =>
      one(row, { decision: 'adjust', quantity, reason, ...wishOf(row, draftOf(row.id)) }),
    [draftOf, one],
  );

  const rules = useMemo<Rules>(
    () => ({ month, currency: tenant.currency, closed, isWriteBackEnabled, approveWord }),
    [month, tenant.currency, closed, isWriteBackEnabled, approveWord],
  );
  const ofDrafts = useMemo<Drafts>(() => ({ draftOf, draft }), [draftOf, draft]);
  const deciding = useMemo<Deciding>(
    () => ({ decisions, approve, approveNow, adjust, setAside, ended, undo, readAgain }),
    [decisions, approve, approveNow, adjust, setAside, ended, undo, readAgain],
  );
  const places = useMemo<Places>(
    () => ({ ask, open, reject, toMapping, toNext }),
    [open, reject, toMapping, toNext],
  );
  const review = useMemo<Review>(
    () => ({ rules, drafts: ofDrafts, deciding, places }),
    [rules, ofDrafts, deciding, places],
  );
  return { review, question };
}
