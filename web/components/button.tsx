import { LoaderCircle } from 'lucide-react';
import { type ButtonHTMLAttributes, type ReactNode, type Ref, useEffect, useRef } from 'react';
import { commonText } from '../values/common-texts.ts';

type Look = 'primary' | 'plain' | 'quiet' | 'danger';

const looks: Readonly<Record<Look, string>> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover',
  plain: 'border border-edge bg-surface text-ink hover:bg-hover',
  quiet: 'text-accent hover:bg-hover',
  danger: 'border border-bad-mark bg-surface text-bad hover:bg-bad-tint',
};

/**
 * A second press within this is the same press, since `busy` shows only after the next paint. One after `busy` ended is
 * another, however soon.
 */
const samePressMs = 350;

const closedLook = 'border border-line bg-sunken text-ink-3';

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'> {
  readonly look?: Look;
  readonly dense?: boolean;
  /** Under way: keeps its width, takes no further press. */
  readonly busy?: boolean;
  /** Closed but focusable; where people need the reason use ButtonWithReason. */
  readonly closed?: boolean;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** Never `disabled`: a closed button can be focused, so that its reason can be read. */
export function Button({
  look = 'plain',
  dense = false,
  busy = false,
  closed = false,
  children,
  className = '',
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  const inactive = busy || closed;
  const pressedAt = useRef(-samePressMs);
  useEffect(() => {
    if (!busy) pressedAt.current = -samePressMs;
  }, [busy]);
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={inactive}
      aria-busy={busy}
      onClick={(event) => {
        const isRepeat = event.timeStamp - pressedAt.current < samePressMs;
        if (inactive || isRepeat) {
          event.preventDefault();
          return;
        }
        pressedAt.current = event.timeStamp;
        onClick?.(event);
      }}
      className={`relative inline-flex shrink-0 items-center justify-center gap-2 rounded-control px-3 font-medium whitespace-nowrap transition-colors duration-100 ease-ui ${dense ? 'h-(--control-dense) text-table' : 'h-(--control)'} ${closed ? closedLook : looks[look]} ${className}`}
    >
      <span className={`inline-flex items-center gap-2 ${busy ? 'invisible' : ''}`}>{children}</span>
      {busy ? (
        <span className="absolute inset-0 inline-flex items-center justify-center">
          <LoaderCircle size={16} className="animate-spin" aria-hidden />
          <span className="sr-only">{commonText('console-common.working')}</span>
        </span>
      ) : null}
    </button>
  );
}
