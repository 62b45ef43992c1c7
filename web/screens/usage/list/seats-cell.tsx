import type { UsageRow } from '../../../api/usage.ts';
import { formatCount } from '../../../values/format.ts';
import { visibleText } from '../../../components/visible-text.ts';
import { type ListText, useListTexts } from './texts.ts';

/** When a side was read stands next to its number, on hover. */
export const readWords = (at: string | null, text: ListText): string | undefined =>
  at === null ? undefined : text('console-usage-list.read-at', { at });

/** Under a billing rule also what is billed for the seats, with the calculation as a tooltip. */
export function SeatsCell({ row }: { readonly row: UsageRow }) {
  const text = useListTexts();
  const seats = formatCount(row.vendorQuantity);
  const read = readWords(row.vendorReadAt, text);
  const equation = row.rule?.applied?.equation ?? null;
  if (equation === null || row.billableUnits === null) return <span title={read}>{seats}</span>;
  return (
    <span
      className="flex flex-col text-label leading-3.5"
      title={read === undefined ? visibleText(equation) : `${visibleText(equation)} · ${read}`}
    >
      <span>{seats}</span>
      <span className="text-ink-2">{text('console-usage-list.units', { count: row.billableUnits })}</span>
    </span>
  );
}
