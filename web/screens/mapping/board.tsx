import { type ComponentProps, lazy, type ReactNode, Suspense, useState } from 'react';
import { Banner } from '../../components/banner.tsx';
import { useTexts } from '../../components/texts.ts';
import { BoardSelection } from './board-selection.tsx';
import { DragBoard } from './drag-board.tsx';
import { consoleMapping } from '../../../messages/generated/console-mapping.ts';
import { PhoneSides } from './pane.tsx';

const MappingHelp = lazy(() => import('./mapping-help.tsx'));

/** The frame of both mapping boards: what may be done, the counts, what is in the hand, and two panes side by side. */
export function Board<S extends string>({
  closed,
  counts,
  actions,
  carried,
  hand,
  sides,
  columns,
  children,
  handled,
}: {
  /** Why nothing can be decided; null: it can. */
  readonly closed: string | null;
  readonly counts: ReactNode;
  readonly actions?: ReactNode;
  /** What follows the pointer; null: nothing is dragged. */
  readonly carried: ReactNode | null;
  readonly hand: {
    readonly drag: (id: string | null) => void;
    readonly drop: (sourceId: string, targetId: string) => void;
    /** True: something was in the hand. */
    readonly putBack: () => boolean;
    readonly side: S;
    readonly setSide: (side: S) => void;
  };
  /** Names of the sides, where a phone chooses between them. */
  readonly sides?: readonly (readonly [S, string])[];
  /** Tracks of the two panes where both are shown: `sm:grid-cols-2`. */
  readonly columns: string;
  readonly children: ReactNode;
  readonly handled: Omit<ComponentProps<typeof BoardSelection>, 'onPutBack'>;
}) {
  const [isHelping, setHelping] = useState(false);
  const text = useTexts(consoleMapping);
  return (
    <DragBoard
      onDrag={hand.drag}
      onDrop={hand.drop}
      overlay={
        carried === null ? null : (
          <div className="inline-flex max-w-80 items-center gap-2 rounded-control border border-accent bg-raised px-3 py-1.5 text-table shadow-layer">
            {carried}
          </div>
        )
      }
    >
      <div
        className="flex h-[max(24rem,calc(var(--page)-5.5rem-var(--above)))] gap-3 max-xl:in-data-steps:h-[max(24rem,calc(var(--page)-9rem-var(--above)))]"
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !event.defaultPrevented && hand.putBack()) event.preventDefault();
        }}
      >
        <div className="flex min-w-0 grow flex-col gap-2">
          {closed === null ? null : <Banner>{text('console-mapping.readable', { reason: closed })}</Banner>}
          <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1 text-table text-ink-2">
            {counts}
            <BoardSelection {...handled} onPutBack={() => void hand.putBack()} />
            <span className="grow" />
            <button
              type="button"
              aria-expanded={isHelping}
              onClick={() => setHelping(!isHelping)}
              className="text-accent underline"
            >
              {text('console-mapping.help')}
            </button>
            {actions}
          </div>
          {sides === undefined ? null : <PhoneSides sides={sides} shown={hand.side} onShow={hand.setSide} />}
          <div className={`grid min-h-0 grow grid-cols-1 grid-rows-[minmax(0,1fr)] gap-3 ${columns}`}>
            {children}
          </div>
        </div>
        {isHelping ? (
          <Suspense fallback={null}>
            <MappingHelp onClose={() => setHelping(false)} />
          </Suspense>
        ) : null}
      </div>
    </DragBoard>
  );
}
