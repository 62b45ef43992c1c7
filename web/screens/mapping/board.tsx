import type { ComponentProps, ReactNode } from 'react';
import { Link } from 'react-router';
import { Banner } from '../../components/banner.tsx';
import { connectPath } from '../set-up/set-up-steps.ts';
import { BoardFoot } from './board-foot.tsx';
import { DragBoard } from './drag-board.tsx';
import { PhoneSides } from './pane.tsx';

/** The frame of both mapping boards: what may be done, the counts, two panes side by side, and what is below them. */
export function Board<S extends string>({
  closed,
  vendorId,
  counts,
  actions,
  carried,
  hand,
  sides,
  columns,
  children,
  foot,
}: {
  /** Why nothing can be decided; null: it can. */
  readonly closed: string | null;
  /** Whose guide helps. */
  readonly vendorId: string;
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
  readonly sides: readonly (readonly [S, string])[];
  /** Tracks of the two panes where both are shown: `sm:grid-cols-2`. */
  readonly columns: string;
  readonly children: ReactNode;
  readonly foot: Omit<ComponentProps<typeof BoardFoot>, 'onPutBack'>;
}) {
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
        className="flex flex-col gap-2"
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !event.defaultPrevented && hand.putBack()) event.preventDefault();
        }}
      >
        {closed === null ? null : <Banner>{closed} Everything is readable.</Banner>}
        <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1 text-table text-ink-2">
          {counts}
          <span className="grow" />
          <Link to={`${connectPath(vendorId, 'guide')}#map`} className="text-accent underline">
            Mapping help
          </Link>
          {actions}
        </div>
        <PhoneSides sides={sides} shown={hand.side} onShow={hand.setSide} />
        <div className={`grid h-[max(20rem,calc(100dvh-10.5rem-var(--above)))] grid-cols-1 gap-3 ${columns}`}>
          {children}
        </div>
        <BoardFoot {...foot} onPutBack={() => void hand.putBack()} />
      </div>
    </DragBoard>
  );
}
