import type { ComponentProps, ReactNode } from 'react';
import { formatCount } from '../values/format.ts';
import { commonText } from '../values/common-texts.ts';

export interface SeatCountProps {
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
}

/** The count that opens the popover; what is left of the properties goes to the button. */
export function SeatButton({
  of,
  seats,
  unit = '',
  inGrid = false,
  readAt: _readAt,
  rule: _rule,
  children: _children,
  ...rest
}: SeatCountProps & Omit<ComponentProps<'button'>, 'children'>) {
  const count = formatCount(seats);
  return (
    <button
      type="button"
      {...(inGrid ? { tabIndex: -1 } : {})}
      aria-haspopup="dialog"
      aria-label={commonText('console-common.seats-button', { count, name: of })}
      className="-my-1 min-w-6 rounded-control py-1 text-right hover:bg-hover pointer-coarse:-my-3 pointer-coarse:min-w-11 pointer-coarse:py-3"
      {...rest}
    >
      <span className="border-b border-dotted border-edge">
        {count}
        {unit === '' ? null : <span className="text-label text-ink-3"> {unit}</span>}
      </span>
    </button>
  );
}
