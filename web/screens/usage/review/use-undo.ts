import { useCallback } from 'react';
import { isPassing } from '../../../values/problem.ts';
import { sendUntilAnswered } from '../../../api/send-until-answered.ts';
import type { DecisionResult } from '../../../api/usage-decisions.ts';
import { sendCancel } from '../../../api/write-backs.ts';
import { useWords } from '../../../components/words.ts';
import { useAnnouncer } from '../../../components/announcer.tsx';
import { useToast } from '../../../components/toasts.tsx';
import { type Rejection, rejectionOfError } from './rejection-of-error.ts';
import type { Decisions } from './use-decisions.ts';

/** Takes back what was decided; `what` as in "Cedar Vet is" or "34 lines". */
export type Undo = (results: readonly DecisionResult[], what: string) => Promise<void>;

/**
 * Each line is taken back by a decision of its own: an approval is canceled while it is queued, what was held or
 * dismissed is opened again. What cannot be taken back any more says so at its row.
 */
export function useUndo({ decide, reload, mark }: Pick<Decisions, 'decide' | 'reload' | 'mark'>): Undo {
  const { alert } = useAnnouncer();
  const { psa } = useWords();
  const toast = useToast();

  const cancel = useCallback(
    async ({ approvalId, approvalLineId, usageLineId }: DecisionResult): Promise<boolean> => {
      if (approvalId === null || approvalLineId === null) return false;
      const key = crypto.randomUUID();
      const rejection = await sendUntilAnswered(() =>
        sendCancel({ approvalId, id: approvalLineId }, key),
      ).then(
        () => null,
        (error: unknown) => rejectionOfUndo(error, psa),
      );
      await reload(usageLineId);
      if (rejection === null) return true;
      mark([usageLineId], { rejection });
      return false;
    },
    [mark, reload, psa],
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
    async (results, what) => {
      const approved = results.filter(({ outcome }) => outcome === 'approved');
      const aside = results.filter(({ outcome }) => outcome === 'held' || outcome === 'dismissed');
      const wanted = approved.length + aside.length;
      let undone = await reopen(aside);
      // One after the other: each canceled line is one request, and a change may be sent at any moment.
      for (const one of approved) if (await cancel(one)) undone += 1;
      if (undone === wanted) toast(`Undone: ${what} open again.`);
      else if (undone > 0)
        toast(`Undone: ${undone} of ${wanted} lines open again. Each of the others says why it is not.`);
      else alert("Can't undo. Make a new decision.");
    },
    [alert, cancel, reopen, toast],
  );
}

function rejectionOfUndo(error: unknown, psa: string): Rejection {
  const rejection = rejectionOfError(error);
  if (rejection.code === 'WriteInFlight')
    return { ...rejection, title: `Can't undo: already sent to ${psa}`, advice: 'Make a new decision.' };
  if (isPassing(error))
    return {
      ...rejection,
      title: 'Not known whether it was undone',
      advice: 'Reload the row: it shows what stands.',
      isUnknown: true,
    };
  return { ...rejection, title: `Can't undo: ${rejection.title}` };
}
