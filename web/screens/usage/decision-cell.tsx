import { LoaderCircle } from 'lucide-react';
import type { UsageRow } from '../../api/usage.ts';
import { useWords, type Words } from '../../app/words.tsx';
import { Button } from '../../components/button.tsx';
import { formatCount, formatInstant } from '../../components/format.ts';
import { StatusPill } from '../../components/status-pill.tsx';
import { furtherText } from './line-facts.ts';
import type { RowState } from './use-decisions.ts';

/** Where the row stands: saving, moved, refused, held with its reason, decided; one line, the whole on hover. */
export function DecisionCell({
  row,
  state,
  leaves,
  onReload,
}: {
  readonly row: UsageRow;
  readonly state: RowState;
  /** Decided, and the filter no longer fits. */
  readonly leaves: boolean;
  readonly onReload: () => void;
}) {
  const words = useWords(row.integrationId);
  if (state.saving) {
    return (
      <span className="inline-flex items-center gap-1.5 text-ink-2">
        <LoaderCircle size={16} className="shrink-0 animate-spin" aria-hidden /> Saving…
      </span>
    );
  }
  const unknown = state.refusal?.isUnknown === true ? state.refusal.title : null;
  if (state.moved !== null || unknown !== null) {
    return (
      <span className="flex items-center gap-2">
        {state.moved === null ? (
          <StatusPill state="unknown" words={unknown ?? ''} inRow />
        ) : (
          <StatusPill state="stale" words={movedWords(row, state.moved)} inRow />
        )}
        <Button
          look="quiet"
          className="h-6 px-1.5 text-table"
          aria-keyshortcuts="l"
          onClick={(event) => {
            event.stopPropagation();
            onReload();
          }}
        >
          Reload row
        </Button>
      </span>
    );
  }
  const [pill, word, reason] = shown(row, state, words);
  if (pill === null) return <span className="text-ink-3">–</span>;
  const text = leaves ? `${reason === '' ? '' : `${reason} · `}leaves on Refresh` : reason;
  return (
    <span className="flex min-w-0 items-center gap-1.5" title={text === '' ? undefined : text}>
      <StatusPill state={pill} words={word} inRow />
      {text === '' ? null : <span className="min-w-0 truncate text-ink-2">{text}</span>}
    </span>
  );
}

/** "Changed: 31 → 33". */
export const movedWords = (row: UsageRow, now: UsageRow): string =>
  row.vendorQuantity === now.vendorQuantity
    ? `Changed: PSA ${row.psaQuantity ?? '–'} → ${now.psaQuantity ?? '–'}`
    : `Changed: ${formatCount(row.vendorQuantity)} → ${formatCount(now.vendorQuantity)}`;

/** "41 → 45 queued", and what differs beyond it. */
function waitingWords(row: UsageRow, { before, after, state }: NonNullable<UsageRow['waiting']>): string {
  const further = furtherText(row);
  return `${before} → ${after} ${state}${further === null ? '' : `, ${further} undecided`}`;
}

/** The cause and how old the numbers are, each side with its time. */
export function notReadWords({ notRead, vendorReadAt, psaReadAt }: UsageRow, { vendor, psa }: Words): string {
  const ages = [
    vendorReadAt === null ? null : `${vendor} read ${formatInstant(vendorReadAt)}`,
    psaReadAt === null ? null : `${psa} read ${formatInstant(psaReadAt)}`,
  ];
  return [notRead?.cause?.title ?? notRead?.reason, ...ages].filter((part) => part != null).join(' · ');
}

/** State, its word and the reason; without a state there is nothing to decide. */
function shown(row: UsageRow, { refusal }: RowState, words: Words): readonly [string | null, string, string] {
  if (refusal !== null) return ['refused', 'refused', refusal.title];
  const { decision, decisionDetail, waiting } = row;
  const by = decisionDetail === null ? '' : `by ${decisionDetail.by.name ?? decisionDetail.by.kind}`;
  if (waiting !== null) return ['approved', 'approved', waitingWords(row, waiting)];
  if (row.notRead !== null && decision === 'open') return ['open', 'open', notReadWords(row, words)];
  const [flag] = row.flags;
  if (decision === 'open' || decision === 'dismissed') {
    if (flag !== undefined && flag.flag !== 'dismissed') return [flag.flag, flag.flag, flag.reason];
  }
  if (decision === 'dismissed') return ['dismissed', 'dismissed', flag?.reason ?? by];
  if (decision !== 'open') return [decision, decision, by];
  if (row.kind === 'match') return [null, '', ''];
  return ['open', 'open', row.needsTarget && row.kind !== 'choice' ? 'choose the line that changes' : ''];
}
