import { useId } from 'react';

/** "Decrease by more than [20] %": a limit inside its sentence. */
export function LimitField({
  label,
  unit,
  wrong,
  value,
  isClosed,
  onChange,
}: {
  readonly label: string;
  readonly unit: string;
  /** Why it cannot be saved as it is; null: it can. */
  readonly wrong: string | null;
  readonly value: string;
  readonly isClosed: boolean;
  readonly onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        inputMode="decimal"
        value={value}
        readOnly={isClosed}
        aria-invalid={wrong !== null}
        aria-describedby={`${id}-unit ${id}-wrong`}
        onChange={(event) => onChange(event.target.value)}
        className={`h-(--control) w-24 rounded-control border px-2 text-right ${wrong === null ? 'border-edge' : 'border-bad-mark'} ${isClosed ? 'bg-sunken text-ink-3' : 'bg-surface'}`}
      />
      <span id={`${id}-unit`}>{unit}</span>
      <span id={`${id}-wrong`} className="text-label text-bad">
        {wrong}
      </span>
    </div>
  );
}
