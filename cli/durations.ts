const units = [
  { name: 'day', ms: dayMs },
  { name: 'hour', ms: 3_600_000 },
  { name: 'minute', ms: 60_000 },
  { name: 'second', ms: 1_000 },
] as const;

/** In the greatest unit of which there are two: `3 days`, `47 hours`, `90 seconds`. */
export function duration(ms: number): string {
  const unit = units.find((one) => Math.abs(ms) >= 2 * one.ms) ?? units[3];
  const count = Math.round(ms / unit.ms);
  return `${count} ${unit.name}${Math.abs(count) === 1 ? '' : 's'}`;
}
import { dayMs } from '../domain/calendar.ts';
