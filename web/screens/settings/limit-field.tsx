import { useId } from 'react';
import { type SettingField, whatIsWrong } from './fields.ts';

/** "Fewer by more than [20] %": a limit inside its sentence. */
export function LimitField({
  field,
  currency,
  value,
  isClosed,
  onChange,
}: {
  readonly field: SettingField;
  readonly currency: string;
  readonly value: string;
  readonly isClosed: boolean;
  readonly onChange: (value: string) => void;
}) {
  const id = useId();
  const wrong = whatIsWrong(field, value);
  const unit = field.unit === 'currency' ? currency : field.unit;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <label htmlFor={id}>{field.label}</label>
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
