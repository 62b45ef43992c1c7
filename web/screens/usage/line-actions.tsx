import { Ellipsis } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useId } from 'react';
import type { UsageRow } from '../../api/usage.ts';
import { menuContent, menuItem } from '../../app/shell/menu-look.ts';
import { useWords } from '../../app/words.tsx';
import { Button } from '../../components/button.tsx';
import { formatDecimal } from '../../components/format.ts';
import { canAdjust, canRelease, changeOf, whyNotApprovable } from './line-facts.ts';
import { useReview } from './review.tsx';

/** At the foot of the panel: one decision about this line. A closed button says why. */
export function LineActions({ row }: { readonly row: UsageRow }) {
  const { decisions, closed, approveWord, approve, ask, setAside, draftOf } = useReview();
  const { saving, moved } = decisions.stateOf(row.id);
  const words = useWords(row.integrationId);
  const byRole = closed('propose');
  const word = approveWord(row);
  const change = changeOf(row);
  const name = change === null || row.needsTarget ? word : `${word} ${formatDecimal(change.after)}`;
  const why =
    byRole ??
    (moved === null ? null : 'Reload the row first.') ??
    (row.decision === 'proposed' && word === 'Propose' ? 'Proposed already.' : null) ??
    whyNotApprovable(row, words, draftOf(row.id));
  const release = closed('release');
  const aside = byRole !== null || saving;
  const reasonId = useId();
  return (
    <div className="flex flex-col gap-2">
      {why === null ? null : (
        <p id={reasonId} className="text-label text-ink-2">
          {why}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          closed={why !== null}
          busy={saving}
          aria-describedby={why === null ? undefined : reasonId}
          aria-keyshortcuts="a"
          title={`${name} (A)`}
          onClick={() => approve(row)}
        >
          {name}
        </Button>
        {canRelease(row) ? (
          <Button
            closed={release !== null}
            title={release ?? 'Release… (R)'}
            onClick={() => ask({ kind: 'release', row })}
          >
            Release…
          </Button>
        ) : null}
        {canAdjust(row) ? (
          <Button
            closed={aside}
            aria-keyshortcuts="e"
            title="Adjust… (E)"
            onClick={() => ask({ kind: 'adjust', row })}
          >
            Adjust…
          </Button>
        ) : null}
        <Button closed={aside} aria-keyshortcuts="h" title="Hold (H)" onClick={() => setAside(row, 'hold')}>
          Hold
        </Button>
        <More row={row} />
      </div>
    </div>
  );
}

function More({ row }: { readonly row: UsageRow }) {
  const { ask, closed, readAgain, setAside, toMapping, decisions } = useReview();
  const entries: readonly (readonly [string, string | null, () => void])[] = [
    ...(row.kind === 'match'
      ? []
      : [['Dismiss for this month', closed('propose'), () => setAside(row, 'dismiss')] as const]),
    ...(row.decision === 'held' || row.decision === 'dismissed'
      ? [['Open again', closed('propose'), () => setAside(row, 'reopen')] as const]
      : []),
    ['Read again', closed('sync'), () => readAgain(row)],
    ['Reload row', null, () => void decisions.reload(row.id)],
    ['Go to mapping', null, () => toMapping(row)],
    ...(row.accountNames.length === 0
      ? []
      : [['Exclude account…', closed('map'), () => ask({ kind: 'exclude', row })] as const]),
  ];
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button aria-label="More for this line">
          <Ellipsis size={16} aria-hidden />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} className={menuContent}>
          {entries.map(([words, reason, run]) => (
            <DropdownMenu.Item
              key={words}
              className={menuItem}
              aria-disabled={reason !== null}
              onSelect={(event) => {
                if (reason === null) run();
                else event.preventDefault();
              }}
            >
              <span>
                {words}
                {reason === null ? null : <span className="block text-label text-ink-3">{reason}</span>}
              </span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
