import { createContext, useContext } from 'react';
import { syncs } from '../../domain/defaults.ts';
import { formatInstant, formatInstantDated, formatInstantWhole, formatTime } from '../values/format.ts';
import { commonText } from '../values/common-texts.ts';
import { filled, slot } from './texts.ts';

/** A time in the company's zone; the whole with its zone on hover. */
export function Instant({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={formatInstantWhole(at)} className="whitespace-nowrap">
      {formatInstant(at)}
    </time>
  );
}

/** The zone of a report that is shown: the one in which it was frozen. Undefined: the company's. */
export const FrozenZone = createContext<string | undefined>(undefined);

/** The same, always with the full date and in the zone of its report: for what is frozen, printed or filed. */
export function DatedInstant({ at }: { readonly at: string }) {
  const timeZone = useContext(FrozenZone);
  return (
    <time dateTime={at} title={formatInstantWhole(at, timeZone)} className="whitespace-nowrap">
      {formatInstantDated(at, timeZone)}
    </time>
  );
}

/** "tomorrow 02:00–02:20": a schedule begins within that time, so that not all begin at once. */
export const Begins = ({ at }: { readonly at: string }) => (
  <span className="whitespace-nowrap">
    <Instant at={at} />–{formatTime(new Date(Date.parse(at) + syncs.jitterMs).toISOString())}
  </span>
);

/**
 * The age that must stand next to each count: "Read today 2:14 AM"; never a count without its time.
 * @param words another text, with a slot for the time
 */
export function DataAge({
  at,
  words = commonText('console-common.read-at', { when: slot(0) }),
}: {
  readonly at: string | null;
  readonly words?: string;
}) {
  return (
    <span className="text-label text-ink-3">
      {at === null ? commonText('console-common.not-read') : filled(words, <Instant at={at} />)}
    </span>
  );
}
