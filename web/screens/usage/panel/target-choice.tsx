import { RadioGroup } from 'radix-ui';
import type { UsageDetail, UsageRow } from '../../../api/usage.ts';
import { filled, slot } from '../../../components/texts.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { quantityText, targetChoices } from '../../usage-line/line-facts.ts';
import { Radio } from '../../../components/radio.tsx';
import { useDrafts, useRules } from '../review/review.tsx';
import { usePanelTexts } from './texts.ts';

/** Several lines carry the product: one takes the whole change, its neighbors stay; the choice is remembered (RULES 4). */
export function TargetChoice({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  const { draftOf, draft } = useDrafts();
  const { closed } = useRules();
  const choices = targetChoices(row, detail.lines);
  const text = usePanelTexts(row.integrationId);
  return (
    <div className="flex flex-col gap-2 rounded-card border border-line p-3">
      <p className="font-medium">{text('console-usage-panel.target.question', { count: choices.length })}</p>
      <RadioGroup.Root
        aria-label={text('console-usage-panel.target')}
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
            {filled(
              text(`console-usage-panel.target.${possible || after === null ? 'line' : 'line-too-low'}`, {
                line: line.psaLineId,
                before: quantityText(line.quantity),
                after: after === null ? text('console-usage-panel.target.unknown') : quantityText(after),
                on: slot(0),
              }),
              <VendorText
                text={[line.agreementName, line.description ?? ''].filter((part) => part !== '').join(' · ')}
              />,
            )}
          </Radio>
        ))}
      </RadioGroup.Root>
      <p className="text-table text-ink-3">{text('console-usage-panel.target.saved')}</p>
    </div>
  );
}
