import { commonText } from '../values/common-texts.ts';

/**
 * Which users take a seat, in the vendor's words: shown wherever counts are (RULES 1).
 * @param text null: several vendors are meant, and nothing is shown
 */
export function SeatRule({ text }: { readonly text: string | null }) {
  if (text === null) return null;
  return (
    <p className="rounded-card border border-line bg-surface px-4 py-3 text-table text-ink-2">
      <span className="font-semibold text-ink">{commonText('console-common.seat-rule')}</span> {text}
    </p>
  );
}
