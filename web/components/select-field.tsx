import { useId } from 'react';
import { useMirrored } from './use-mirrored.ts';

export interface Choice {
  readonly value: string;
  readonly words: string;
  /** Shown, not to be chosen; its words say why. */
  readonly disabled?: boolean;
}

/** A labelled native select. `closed`: shown, not to be changed; the reason is shown below. */
export function SelectField({
  label,
  value,
  choices,
  onChange,
  closed = null,
  hideLabel = false,
  dense = false,
}: {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChange: (value: string) => void;
  readonly closed?: string | null;
  readonly hideLabel?: boolean;
  readonly dense?: boolean;
}) {
  const id = useId();
  const [shown, setShown] = useMirrored(value);
  return (
    <span className="inline-flex min-w-0 flex-col items-start gap-1">
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'text-label font-medium'}>
        {label}
      </label>
      <select
        id={id}
        value={shown}
        aria-disabled={closed !== null}
        aria-describedby={closed === null ? undefined : `${id}-why`}
        onChange={(event) => {
          if (closed !== null) return;
          setShown(event.target.value);
          onChange(event.target.value);
        }}
        className={`max-w-full rounded-control border border-edge px-2 ${dense ? 'h-(--control-dense) text-table' : 'h-(--control)'} ${closed === null ? 'bg-surface' : 'bg-sunken text-ink-3'}`}
      >
        {choices.map(({ value: one, words, disabled }) => (
          <option key={one} value={one} disabled={disabled}>
            {words}
          </option>
        ))}
      </select>
      {closed === null ? null : (
        <span id={`${id}-why`} className="text-label text-ink-2">
          {closed}
        </span>
      )}
    </span>
  );
}
