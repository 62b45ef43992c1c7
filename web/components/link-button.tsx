import { useId } from 'react';
import { Link } from './router.tsx';

const looks = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover',
  plain: 'border border-edge bg-surface text-ink hover:bg-hover',
} as const;

/** A link or a file that looks like a dense button. */
export const denseLink =
  'inline-flex h-(--control-dense) items-center rounded-control border border-edge bg-surface px-2.5 text-table font-medium hover:bg-hover';

/** Goes to another page; closed, it is no link and says why. */
export function LinkButton({
  to,
  look = 'plain',
  dense = false,
  reason = null,
  children,
}: {
  readonly to: string;
  readonly look?: keyof typeof looks;
  readonly dense?: boolean;
  readonly reason?: string | null;
  readonly children: string;
}) {
  const id = useId();
  const size = dense ? 'h-(--control-dense) px-2.5 text-table' : 'h-(--control) px-3';
  const shape = `inline-flex ${size} items-center justify-center rounded-control font-medium whitespace-nowrap`;
  if (reason === null) {
    return (
      <Link to={to} className={`${shape} ${looks[look]}`}>
        {children}
      </Link>
    );
  }
  return (
    <span className="inline-flex max-w-full flex-row-reverse flex-wrap items-center gap-2">
      <span
        role="link"
        tabIndex={0}
        aria-disabled="true"
        aria-describedby={id}
        className={`${shape} border border-line bg-sunken text-ink-3`}
      >
        {children}
      </span>
      <span id={id} className="text-label text-ink-2">
        {reason}
      </span>
    </span>
  );
}
