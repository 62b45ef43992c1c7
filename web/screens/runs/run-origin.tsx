import { Link } from '../../components/router.tsx';
import type { SyncRun } from '../../api/syncs.ts';
import { usageLinePlace } from '../../components/report-places.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { requester } from './run-words.ts';
import { useRunsTexts } from './texts.ts';
import { filled, slot } from '../../components/texts.ts';

/** What started the run, by whom, and of which line or run it is. */
export function RunOrigin({ run }: { readonly run: SyncRun }) {
  const text = useRunsTexts(run.integrationId);
  const who = requester(run, text);
  return (
    <span className="text-table">
      {text(`console-runs.trigger.${run.trigger}`)}
      {who === null ? null : (
        <> {filled(text('console-runs.by', { who: slot(0) }), <VendorText text={who} />)}</>
      )}
      {run.usageLine === null ? null : <OfLine line={run.usageLine} />}
      {run.ofRunId === null ? null : (
        <>
          {' · '}
          <Link to={`/runs/${run.ofRunId}`} className="text-accent hover:underline">
            {text('console-runs.retried-run')}
          </Link>
        </>
      )}
    </span>
  );
}

function OfLine({ line: { label, lineId } }: { readonly line: NonNullable<SyncRun['usageLine']> }) {
  const text = useRunsTexts();
  const name = label ?? text('console-runs.removed-line');
  return (
    <>
      {': '}
      {lineId === null ? (
        <VendorText text={name} />
      ) : (
        <Link to={usageLinePlace(lineId)} className="text-accent hover:underline">
          <VendorText text={name} />
        </Link>
      )}
    </>
  );
}
