import { Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import type { UndoEntry } from './use-decisions.ts';

/** What is selected, what is in the hand, what can be taken back: part of the line above the panes. */
export function BoardHand({
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
    <>
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
    </>
  );
}
