import { Link } from '../../components/router.tsx';
import type { SyncRun } from '../../api/syncs.ts';
import type { TableColumn } from '../../components/data-table.tsx';
import { formatCount } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import {
  callWords,
  durationWords,
  requester,
  shownOutcome,
  stalledWords,
  triggerWords,
  uncounted,
  withoutCount,
} from './run-words.ts';

export const runColumns = (vendor: string): readonly TableColumn<SyncRun>[] => [
  {
    id: 'started',
    head: 'Started',
    cell: (run) => (
      <Link to={`/runs/${run.id}`} className="font-medium text-accent hover:underline">
        <Instant at={run.startedAt ?? run.queuedAt} />
      </Link>
    ),
  },
  { id: 'trigger', head: 'Trigger', wideOnly: true, cell: (run) => <Trigger run={run} /> },
  {
    id: 'outcome',
    head: 'Outcome',
    cell: (run) => <StatusPill {...shownOutcome(run)} inRow />,
  },
  { id: 'read', head: 'Read', numeric: true, cell: ({ totals }) => formatCount(totals.counted) },
  { id: 'failed', head: 'Without a count', numeric: true, cell: (run) => formatCount(uncounted(run)) },
  { id: 'calls', head: `${vendor} calls`, numeric: true, wideOnly: true, cell: callWords },
  { id: 'duration', head: 'Duration', numeric: true, wideOnly: true, cell: (run) => durationWords(run) },
  { id: 'cause', head: 'Cause and advice', cell: (run) => <CauseCell run={run} /> },
];

function Trigger({ run }: { readonly run: SyncRun }) {
  const who = requester(run);
  const label = run.usageLine?.label;
  return (
    <span className="block max-w-64 min-w-32">
      {triggerWords[run.trigger]}
      {who === null ? null : (
        <span className="text-ink-3">
          {' '}
          by <VendorText text={who} />
        </span>
      )}
      {label === undefined || label === null ? null : (
        <VendorText text={label} oneLine className="text-ink-2" />
      )}
    </span>
  );
}

function CauseCell({ run }: { readonly run: SyncRun }) {
  const words = causeOf(run);
  if (words === null) return <span className="text-ink-3">–</span>;
  return (
    <span className="block min-w-56">
      <span className="font-medium">{words.title}</span>
      <span className="block text-label text-ink-2">{words.advice}</span>
    </span>
  );
}

/** Of a partial run the causes are its accounts'; the run itself has none. */
function causeOf(run: SyncRun): { readonly title: string; readonly advice: string } | null {
  if (run.cause !== null) return run.cause;
  if (run.stalled !== null)
    return {
      title: run.stalled.cause.title,
      advice: `${stalledWords(run.stalled)}. ${run.stalled.cause.advice}`,
    };
  if (run.state === 'joined') return { title: 'Another run was under way', advice: 'This one joined it.' };
  const [warning] = run.warnings;
  if (warning !== undefined) return { title: warning.title, advice: `${warning.detail} ${warning.advice}` };
  if (run.state !== 'partial') return null;
  const left = uncounted(run);
  return {
    title: left === null || left === 0 ? 'Part of the PSA could not be read' : withoutCount(left),
    advice: 'The run names each cause, and retries them.',
  };
}
