import { useId } from 'react';
import { Button, type ButtonProps } from './button.tsx';

/** A button that says next to itself what is missing while it is closed. `reason` null: open. */
export function ButtonWithReason({
  reason,
  reasonAt = 'below',
  ...button
}: ButtonProps & { readonly reason: string | null; readonly reasonAt?: 'below' | 'before' }) {
  const id = useId();
  if (reason === null) return <Button {...button} />;
  return (
    <span
      className={`inline-flex max-w-full gap-2 ${reasonAt === 'below' ? 'flex-col items-start gap-1' : 'flex-row-reverse flex-wrap items-center'}`}
    >
      <Button {...button} closed aria-describedby={id} />
      <span id={id} className="text-label text-ink-2">
        {reason}
      </span>
    </span>
  );
}
