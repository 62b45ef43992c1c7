import { useCallback } from 'react';
import { isPassing } from '../../../values/problem.ts';
import { sendUntilAnswered } from '../../../api/send-until-answered.ts';
import type { DecisionResult } from '../../../api/usage-decisions.ts';
import { sendCancel } from '../../../api/write-backs.ts';
import { useAnnouncer } from '../../../components/announcer.tsx';
import { useToast } from '../../../components/toasts.tsx';
import { type Rejection, rejectionOfError } from './rejection-of-error.ts';
import type { Decisions } from './use-decisions.ts';
import { type ReviewText, useReviewTexts } from './texts.ts';
import { sendingText } from '../../../values/sending-texts.ts';

/** Takes back what was decided; `done` is said once all of it is. */
export type Undo = (results: readonly DecisionResult[], done: string) => Promise<void>;

/**
 * Each line is taken back by a decision of its own: an approval is canceled while it is queued, what was held or
 * dismissed is opened again. What cannot be taken back any more says so at its row.
 */
export function useUndo({ decide, reload, mark }: Pick<Decisions, 'decide' | 'reload' | 'mark'>): Undo {
  const { alert } = useAnnouncer();
  const text = useReviewTexts();
  const toast = useToast();

  const cancel = useCallback(
    async ({ approvalId, approvalLineId, usageLineId }: DecisionResult): Promise<boolean> => {
      if (approvalId === null || approvalLineId === null) return false;
      const key = crypto.randomUUID();
      const rejection = await sendUntilAnswered(() =>
        sendCancel({ approvalId, id: approvalLineId }, key),
      ).then(
        () => null,
        (error: unknown) => rejectionOfUndo(error, text),
      );
      await reload(usageLineId);
      if (rejection === null) return true;
      mark([usageLineId], { rejection });
      return false;
    },
    [mark, reload, text],
  );

  const reopen = useCallback(
    async (results: readonly DecisionResult[]): Promise<number> => {
      const items = results.flatMap(({ usageLineId, lineVersion }) =>
        lineVersion === null ? [] : [{ usageLineId, lineVersion, decision: 'reopen' as const }],
      );
      if (items.length === 0) return 0;
      const reopened = await decide([{ key: crypto.randomUUID(), selection: 'ticked', items }]);
      return reopened.filter(({ outcome }) => outcome === 'open').length;
    },
    [decide],
  );

  return useCallback(
    async (results, done) => {
      const approved = results.filter(({ outcome }) => outcome === 'approved');
      const aside = results.filter(({ outcome }) => outcome === 'held' || outcome === 'dismissed');
      const wanted = approved.length + aside.length;
      let undone = await reopen(aside);
      // One after the other: each canceled line is one request, and a change may be sent at any moment.
      for (const one of approved) if (await cancel(one)) undone += 1;
      if (undone === wanted) toast(done);
      else if (undone > 0) toast(text('console-usage-review.some-open', { undone, total: wanted }));
      else alert(text('console-usage-review.cannot-undo'));
    },
    [alert, cancel, reopen, text, toast],
  );
}

function rejectionOfUndo(error: unknown, text: ReviewText): Rejection {
  const rejection = rejectionOfError(error);
  if (rejection.code === 'WriteInFlight')
    return {
      ...rejection,
      title: text('console-usage-review.cannot-undo-sent'),
      advice: text('console-usage-review.decide-again'),
    };
  if (isPassing(error))
    return {
      ...rejection,
      title: text('console-usage-review.undo-unknown'),
      advice: sendingText('console-sending.reload-row'),
      isUnknown: true,
    };
  return { ...rejection, title: text('console-usage-review.cannot-undo-why', { title: rejection.title }) };
}
