import { syncs } from '../../domain/defaults.ts';
import { formatInstant, formatInstantWhole, formatTime } from '../values/format.ts';

/** A time in the company's zone; the whole with its zone on hover. */
export function Instant({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={formatInstantWhole(at)} className="whitespace-nowrap">
      {formatInstant(at)}
    </time>
  );
}

/** "tomorrow 02:00–02:20": a schedule begins within that time, so that not all begin at once. */
export const Begins = ({ at }: { readonly at: string }) => (
  <span className="whitespace-nowrap">
    <Instant at={at} />–{formatTime(new Date(Date.parse(at) + syncs.jitterMs).toISOString())}
  </span>
);

/** The age that must stand beside each count: "read today 02:14"; never a count without its time. */
export function DataAge({ at, words = 'read' }: { readonly at: string | null; readonly words?: string }) {
  return (
    <span className="text-label text-ink-3">
      {at === null ? (
        'not read yet'
      ) : (
        <>
          {words} <Instant at={at} />
        </>
      )}
    </span>
  );
}
