import { type ReactNode, type Ref, useId } from 'react';

/** A labelled field: hint below, error in its place, typed value always kept. */
export function TextField({
  label,
  value,
  onChange,
  hint,
  error,
  type = 'text',
  closed = false,
  autoComplete = 'off',
  inputMode,
  onFocus,
  note,
  ref,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: ReactNode;
  readonly error?: string | null | undefined;
  readonly type?: 'text' | 'password' | 'email' | 'search' | 'number' | 'date';
  readonly closed?: boolean;
  readonly autoComplete?: string;
  /** Which keyboard a phone shows. */
  readonly inputMode?: 'text' | 'numeric';
  readonly onFocus?: () => void;
  /** At the end of the label's line: "40 characters". */
  readonly note?: ReactNode;
  readonly ref?: Ref<HTMLInputElement>;
}) {
  const id = useId();
  const below = `${id}-below`;
  const hasError = error !== null && error !== undefined && error !== '';
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="flex items-baseline gap-2 text-label">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {note === undefined ? null : <span className="text-ink-3">{note}</span>}
      </span>
      <input
        id={id}
        ref={ref}
        type={type}
        value={value}
        readOnly={closed}
        autoComplete={autoComplete}
        inputMode={inputMode}
        spellCheck={false}
        aria-invalid={hasError}
        aria-describedby={below}
        onFocus={onFocus}
        onChange={(event) => onChange(event.target.value)}
        className={`h-(--control) w-full rounded-control border px-2.5 ${hasError ? 'border-bad-mark' : 'border-edge'} ${closed ? 'bg-sunken text-ink-3' : 'bg-surface'}`}
      />
      <span id={below} className={`-mt-0.5 min-h-4 text-label ${hasError ? 'text-bad' : 'text-ink-3'}`}>
        {hasError ? error : hint}
      </span>
    </div>
  );
}
