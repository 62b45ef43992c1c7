import { Popover } from 'radix-ui';
import type { ReactNode, SyntheticEvent } from 'react';
import { formatCount } from '../values/format.ts';
import { DataAge } from './instant.tsx';
import { SeatRule } from './seat-rule.tsx';

/** A row below would take these for its own: React hands on what happens in a layer over the page. */
const stop = (event: SyntheticEvent): void => event.stopPropagation();

/** A count of seats that says, once pressed, of when it is, by which statuses and by which rule. */
export function SeatCount({
  of,
  seats,
  readAt,
  rule,
  unit = '',
  inGrid = false,
  children,
}: {
  /** Whose seats they are. */
  readonly of: string;
  readonly seats: number | null;
  readonly readAt: string | null;
  /** As in {@link SeatRule}. */
  readonly rule: string | null;
  readonly unit?: string;
  /** Reached by → and by the pointer, as all buttons of such a row. */
  readonly inGrid?: boolean;
  /** The statuses, or the way to them. */
  readonly children: ReactNode;
}) {
  const count = formatCount(seats);
  return (
    <Popover.Root>
      <Popover.Trigger
        {...(inGrid ? { tabIndex: -1 } : {})}
        aria-label={`${count} ${unit === '' ? 'seats' : unit} of ${of}: statuses and rule`}
        className="-my-1 min-w-6 rounded-control py-1 text-right hover:bg-hover pointer-coarse:-my-3 pointer-coarse:min-w-11 pointer-coarse:py-3"
      >
        <span className="border-b border-dotted border-edge">
          {count}
          {unit === '' ? null : <span className="text-label text-ink-3"> {unit}</span>}
        </span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={`Seats of ${of}`}
          onClick={stop}
          onKeyDown={stop}
          className="z-40 flex w-[min(24rem,calc(100vw-1rem))] flex-col gap-2 rounded-dialog border border-line bg-raised p-3 shadow-layer"
        >
          <p className="flex flex-wrap items-baseline gap-x-2 text-table">
            <span className="font-semibold">Seats {count}</span>
            <DataAge at={readAt} />
          </p>
          {children}
          <SeatRule text={rule} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
