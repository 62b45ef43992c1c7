import { Popover } from 'radix-ui';
import { formatCount } from '../values/format.ts';
import { DataAge } from './instant.tsx';
import { SeatButton, type SeatCountProps } from './seat-button.tsx';
import { SeatRule } from './seat-rule.tsx';
import type { SyntheticEvent } from 'react';
import { commonText } from '../values/common-texts.ts';

/** A row below would take these for its own: React hands on what happens in a layer over the page. */
const stop = (event: SyntheticEvent): void => event.stopPropagation();

/** A count of seats, opened; `seat-count.tsx` loads it. */
export default function SeatPopover(props: SeatCountProps) {
  const { of, seats, readAt, rule, children } = props;
  return (
    <Popover.Root defaultOpen>
      <Popover.Trigger asChild>
        <SeatButton {...props} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={commonText('console-common.seats-of', { name: of })}
          onClick={stop}
          onKeyDown={stop}
          className="z-40 flex w-[min(24rem,calc(100vw-1rem))] flex-col gap-2 rounded-dialog border border-line bg-raised p-3 shadow-layer"
        >
          <p className="flex flex-wrap items-baseline gap-x-2 text-table">
            <span className="font-semibold">
              {commonText('console-common.seats', { count: formatCount(seats) })}
            </span>
            <DataAge at={readAt} />
          </p>
          {children}
          <SeatRule text={rule} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
