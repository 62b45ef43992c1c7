import { useId } from 'react';

export interface ScheduleTime {
  readonly hour: number;
  readonly minute: number;
}

const two = (value: number): string => String(value).padStart(2, '0');

const local = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });

/** The daily time in UTC, as it is kept, with the reader's own beside it. */
export function ScheduleField({
  time,
  onChange,
  closed = false,
}: {
  readonly time: ScheduleTime;
  readonly onChange: (time: ScheduleTime) => void;
  readonly closed?: boolean;
}) {
  const id = useId();
  const next = new Date();
  next.setUTCHours(time.hour, time.minute, 0, 0);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <label htmlFor={id} className="font-medium">
        Every day at
      </label>
      <input
        id={id}
        type="time"
        required
        readOnly={closed}
        value={`${two(time.hour)}:${two(time.minute)}`}
        onChange={(event) => {
          const [hour, minute] = event.target.value.split(':').map(Number);
          if (hour !== undefined && minute !== undefined && !Number.isNaN(hour + minute))
            onChange({ hour, minute });
        }}
        className="h-(--control) rounded-control border border-edge bg-surface px-2"
      />
      <span>UTC</span>
      <span className="text-ink-2">your time {local.format(next)}</span>
    </div>
  );
}
