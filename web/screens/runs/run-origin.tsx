import { Link } from '../../components/router.tsx';
import type { SyncRun } from '../../api/syncs.ts';
import { usageLinePlace } from '../../components/report-places.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { requester, triggerWords } from './run-words.ts';

/** What started the run, by whom, and of which line or run it is. */
export function RunOrigin({ run }: { readonly run: SyncRun }) {
  const who = requester(run);
  return (
    <span className="text-table">
      {triggerWords[run.trigger]}
      {who === null ? null : (
        <>
          {' '}
          by <VendorText text={who} />
        </>
      )}
      {run.usageLine === null ? null : <OfLine line={run.usageLine} />}
      {run.ofRunId === null ? null : (
        <>
          {' · '}
          <Link to={`/runs/${run.ofRunId}`} className="text-accent hover:underline">
            the run it retries
          </Link>
        </>
      )}
    </span>
  );
}

function OfLine({ line: { label, lineId } }: { readonly line: NonNullable<SyncRun['usageLine']> }) {
  const name = label ?? 'a line that is no more';
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
