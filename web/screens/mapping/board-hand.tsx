import { Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import type { UndoEntry } from './use-decisions.ts';

/** Below both panes: what is selected, what can be taken back, what is in the hand. */
export function BoardFoot({
  children,
  inHand,
  lastUndo,
  onUndo,
  onPutBack,
}: {
  readonly children?: ReactNode;
  /** "Acme Corp"; null: nothing. */
  readonly inHand: string | null;
  readonly lastUndo: UndoEntry | null;
  readonly onUndo: (entry: UndoEntry) => void;
  readonly onPutBack: () => void;
}) {
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 text-table">
      {children}
      {inHand === null ? null : (
        <>
          <span className="max-w-60 truncate text-ink-2">
            In hand: <bdi className="font-medium text-ink">{inHand}</bdi>
          </span>
          <Button dense onClick={onPutBack} title="Put back (Esc)" aria-keyshortcuts="Escape">
            Put back
          </Button>
        </>
      )}
      <span className="grow" />
      {lastUndo === null ? null : (
        <Button
          dense
          look="quiet"
          onClick={() => onUndo(lastUndo)}
          title="Undo last (Z)"
          aria-keyshortcuts="z"
          className="max-w-full min-w-0"
        >
          <Undo2 size={14} aria-hidden />
          <span className="max-w-80 truncate">Undo last: {lastUndo.words}</span>
        </Button>
      )}
    </div>
  );
}
