import { RadioGroup } from 'radix-ui';
import { type ReactNode, useId } from 'react';

/** One choice of a RadioGroup with its words. */
export function Radio({
  value,
  disabled = false,
  children,
}: {
  readonly value: string;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <span className="flex items-start gap-2">
      <RadioGroup.Item
        id={id}
        value={value}
        disabled={disabled}
        className="mt-0.5 inline-flex size-4 shrink-0 items-center justify-center rounded-full border border-edge bg-surface data-[state=checked]:border-accent"
      >
        <RadioGroup.Indicator className="size-2 rounded-full bg-accent" />
      </RadioGroup.Item>
      <label htmlFor={id} className={disabled ? 'text-ink-3' : ''}>
        {children}
      </label>
    </span>
  );
}
