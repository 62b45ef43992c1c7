import { useProposals } from '../../api/usage.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
import { Button } from '../../components/button.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { usePlaces, useRules } from './review/review.tsx';
import { useReviewTexts } from './review/texts.ts';

/** While write-back is off, decisions are proposals; said in the head, with the way on. */
export function WriteBackSwitchState() {
  const { integrations } = useRunWatch();
  const writeBackOff = integrations.filter(
    ({ writeBackEnabled, finishedAt, phase }) =>
      !writeBackEnabled && finishedAt !== null && phase !== 'disconnected',
  );
  return writeBackOff.map(({ id }) => <WriteBackOff key={id} integrationId={id} />);
}

function WriteBackOff({ integrationId }: { readonly integrationId: string }) {
  const text = useReviewTexts();
  const { closed } = useRules();
  const { ask } = usePlaces();
  const proposals = useProposals(integrationId);
  const count = proposals.data?.length ?? 0;
  const reason = closed('write-back');
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-table">
      <StatusPill
        state={count === 0 ? 'inactive' : 'proposed'}
        words={
          count === 0
            ? text('console-usage-review.read-only')
            : text('console-usage-review.read-only-proposals', { count })
        }
      />
      {reason === null ? (
        <Button dense onClick={() => ask({ kind: 'turn-on-write-back', integrationId })}>
          {text('console-usage-review.turn-on-write-back')}
        </Button>
      ) : (
        <span className="text-ink-2">{reason}</span>
      )}
    </span>
  );
}
