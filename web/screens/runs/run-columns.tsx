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
  outcomeText,
  requester,
  shownState,
  stalledText,
  uncounted,
} from './run-words.ts';
import type { RunsText } from './texts.ts';
import { filled, slot } from '../../components/texts.ts';

export const runColumns = (text: RunsText): readonly TableColumn<SyncRun>[] => [
  {
    id: 'started',
    head: text('console-runs.column.started'),
    cell: (run) => (
      <Link to={`/runs/${run.id}`} className="font-medium text-accent hover:underline">
        <Instant at={run.startedAt ?? run.queuedAt} />
      </Link>
    ),
  },
  {
    id: 'trigger',
    head: text('console-runs.trigger'),
    wideOnly: true,
    cell: (run) => <Trigger run={run} text={text} />,
  },
  {
    id: 'outcome',
    head: text('console-runs.outcome'),
    cell: (run) => <StatusPill state={shownState(run)} words={outcomeText(run, text)} inRow />,
  },
  {
    id: 'read',
    head: text('console-runs.column.read'),
    numeric: true,
    cell: ({ totals }) => formatCount(totals.counted),
  },
  {
    id: 'failed',
    head: text('console-runs.column.not-read'),
    numeric: true,
    cell: (run) => formatCount(uncounted(run)),
  },
  {
    id: 'calls',
    head: text('console-runs.column.calls'),
    numeric: true,
    wideOnly: true,
    cell: (run) => callWords(run, text),
  },
  {
    id: 'duration',
    head: text('console-runs.column.duration'),
    numeric: true,
    wideOnly: true,
    cell: (run) => durationWords(run),
  },
  {
    id: 'cause',
    head: text('console-runs.column.cause'),
    cell: (run) => <CauseCell run={run} text={text} />,
  },
];

function Trigger({ run, text }: { readonly run: SyncRun; readonly text: RunsText }) {
  const who = requester(run, text);
  const label = run.usageLine?.label;
  return (
    <span className="block max-w-64 min-w-32">
      {text(`console-runs.trigger.${run.trigger}`)}
      {who === null ? null : (
        <span className="text-ink-3">
          {' '}
          {filled(text('console-runs.by', { who: slot(0) }), <VendorText text={who} />)}
        </span>
      )}
      {label === undefined || label === null ? null : (
        <VendorText text={label} oneLine className="text-ink-2" />
      )}
    </span>
  );
}

function CauseCell({ run, text }: { readonly run: SyncRun; readonly text: RunsText }) {
  const words = causeOf(run, text);
  if (words === null) return <span className="text-ink-3">–</span>;
  return (
    <span className="block min-w-56">
      <span className="font-medium">{words.title}</span>
      <span className="block text-label text-ink-2">{words.advice}</span>
    </span>
  );
}

/** Of a partial run the causes are its accounts'; the run itself has none. */
function causeOf(run: SyncRun, text: RunsText): { readonly title: string; readonly advice: string } | null {
  if (run.cause !== null) return run.cause;
  if (run.stalled !== null)
    return {
      title: run.stalled.cause.title,
      advice: text('console-runs.cause-and-advice', {
        status: stalledText(run.stalled, text),
        advice: run.stalled.cause.advice,
      }),
    };
  if (run.state === 'joined') return { title: text('console-runs.joined-title'), advice: '' };
  const [warning] = run.warnings;
  if (warning !== undefined) return { title: warning.title, advice: `${warning.detail} ${warning.advice}` };
  if (run.state !== 'partial') return null;
  const left = uncounted(run);
  return {
    title:
      left === null || left === 0
        ? text('console-runs.psa-incomplete')
        : text('console-runs.not-read', { count: left }),
    advice: text('console-runs.see-causes'),
  };
}
