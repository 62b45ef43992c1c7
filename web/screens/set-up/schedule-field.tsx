import { useId } from 'react';
import { useSession } from '../../api/session.ts';
import { useTexts } from '../../components/texts.ts';
import { consoleSetUp } from '../../../messages/generated/console-set-up.ts';
import { clock, fromUtc, type ScheduleTime, spanOf, toUtc } from './time-of-day.ts';

/** The daily time by the company's clocks; it is kept in UTC. */
export function ScheduleField({
  time,
  onChange,
  closed = false,
}: {
  /** In UTC. */
  readonly time: ScheduleTime;
  readonly onChange: (time: ScheduleTime) => void;
  readonly closed?: boolean;
}) {
  const id = useId();
  const { timeZone } = useSession().tenant;
  const text = useTexts(consoleSetUp);
  const shown = fromUtc(time, timeZone);
  const span = { ...spanOf(shown), zone: timeZone };
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <label htmlFor={id} className="font-medium">
        {text('console-set-up.every-day-at')}
      </label>
      <input
        id={id}
        type="time"
        required
        readOnly={closed}
        value={clock(shown)}
        onChange={(event) => {
          const [hour, minute] = event.target.value.split(':').map(Number);
          if (hour !== undefined && minute !== undefined && !Number.isNaN(hour + minute))
            onChange(toUtc({ hour, minute }, timeZone));
        }}
        className="h-(--control) rounded-control border border-edge bg-surface px-2"
      />
      <span className="text-ink-2">
        {clock(shown) === clock(time)
          ? text('console-set-up.between', span)
          : text('console-set-up.between-utc', { ...span, utc: clock(time) })}
      </span>
    </div>
  );
}
