import { Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import { useTexts } from '../../components/texts.ts';
import { consoleMapping } from '../../../messages/generated/console-mapping.ts';
import type { UndoEntry } from './use-decisions.ts';

/** What is selected, what is in the hand, what can be undone: part of the line above the panes. */
export function BoardSelection({
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
  const text = useTexts(consoleMapping);
  return (
    <>
      {children}
      {inHand === null ? null : (
        <>
          <span className="max-w-60 truncate text-ink-2">
            {text('console-mapping.selected')} <bdi className="font-medium text-ink">{inHand}</bdi>
          </span>
          <Button
            dense
            onClick={onPutBack}
            title={text('console-mapping.cancel-key')}
            aria-keyshortcuts="Escape"
          >
            {text('console-mapping.cancel')}
          </Button>
        </>
      )}
      {lastUndo === null ? null : (
        <Button
          dense
          look="quiet"
          onClick={() => onUndo(lastUndo)}
          title={text('console-mapping.undo-key')}
          aria-keyshortcuts="z"
          className="max-w-full min-w-0"
        >
          <Undo2 size={14} aria-hidden />
          <span className="max-w-80 truncate">
            {text('console-mapping.undo-last', { action: lastUndo.words })}
          </span>
        </Button>
      )}
    </>
  );
}
