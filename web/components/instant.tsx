import { formatInstant, formatInstantWhole } from './format.ts';

/** A time in the company's zone; the whole with its zone on hover. */
export function Instant({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={formatInstantWhole(at)} className="whitespace-nowrap">
      {formatInstant(at)}
    </time>
  );
}

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
