import { RadioGroup } from 'radix-ui';
import type { UsageDetail, UsageRow } from '../../../api/usage.ts';
import { formatDecimal } from '../../../values/format.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { targetChoices } from '../../usage-line/line-facts.ts';
import { Radio } from '../../../components/radio.tsx';
import { useDrafts, useRules } from '../review/review.tsx';

/** Several lines carry the product: one takes the whole change, its neighbors stay; the choice is remembered (RULES 4). */
export function TargetChoice({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  const { draftOf, draft } = useDrafts();
  const { closed } = useRules();
  const choices = targetChoices(row, detail.lines);
  return (
    <div className="flex flex-col gap-2 rounded-card border border-line p-3">
      <p className="font-medium">{choices.length} lines carry this product. Which one changes?</p>
      <RadioGroup.Root
        aria-label="Line that changes"
        value={draftOf(row.id).target?.psaLineId ?? ''}
        disabled={closed('propose') !== null}
        onValueChange={(psaLineId) => {
          const chosen = choices.find(({ line }) => line.psaLineId === psaLineId);
          if (chosen === undefined || chosen.after === null || chosen.line.quantity === null) return;
          const { after, line } = chosen;
          const { nextInvoiceDate, billsByDay = false } = line;
          const before = chosen.line.quantity;
          draft(row.id, { target: { psaLineId, before, after, nextInvoiceDate, billsByDay } });
        }}
        className="flex flex-col gap-1"
      >
        {choices.map(({ line, after, possible }) => (
          <Radio key={line.psaLineId} value={line.psaLineId} disabled={!possible}>
            Line {line.psaLineId}: {line.quantity === null ? '–' : formatDecimal(line.quantity)} →{' '}
            {after === null ? 'unknown' : formatDecimal(after)} · <VendorText text={line.agreementName} />
            {possible ? '' : ' (would fall to zero or below)'}
          </Radio>
        ))}
      </RadioGroup.Root>
      <p className="text-table text-ink-3">The others stay as they are. The choice is remembered.</p>
    </div>
  );
}
