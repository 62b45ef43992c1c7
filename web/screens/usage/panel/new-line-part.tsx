import { useEffect, useEffectEvent } from 'react';
import type { UsageDetail, UsageRow } from '../../../api/usage.ts';
import { useWords } from '../../../components/words.ts';
import { CopyButton } from '../../../components/copy-button.tsx';
import { formatDecimal } from '../../../values/format.ts';
import { proposedChoice, suggestedChoice } from '../../line-change/new-line.ts';
import { NewLineForm } from '../../line-change/new-line-form.tsx';
import { useLineChangeTexts } from '../../line-change/texts.ts';
import { useNewLine } from '../../line-change/use-new-line.ts';
import { useDrafts, useRules } from '../review/review.tsx';
import { usePanelTexts } from './texts.ts';

/** The line that this usage lacks, as it is created by the panel's button; or its details, for whoever adds it by hand. */
export default function NewLinePart({
  row,
  detail,
}: {
  readonly row: UsageRow;
  readonly detail: UsageDetail;
}) {
  const { draftOf, draft } = useDrafts();
  const { closed } = useRules();
  const text = useLineChangeTexts(row.integrationId);
  const kept = draftOf(row.id).newLine?.choice;
  const proposed = row.decision === 'proposed' ? row.decisionDetail : null;
  const form = useNewLine(
    row,
    (offer) =>
      kept ??
      (proposed?.newLine == null
        ? suggestedChoice(offer)
        : proposedChoice(proposed.newLine, offer, proposed.reason)),
    text,
  );
  const entered = JSON.stringify(form.draft);
  // While the choices load, what was entered before stays.
  const keep = useEffectEvent(() => {
    if (form.draft !== null) draft(row.id, { newLine: form.draft });
  });
  useEffect(() => keep(), [entered]);
  return (
    <div className="flex flex-col items-start gap-3 rounded-card border border-line p-3">
      <NewLineForm form={form} closed={closed('propose')} text={text} />
      <CopyDetails detail={detail} />
    </div>
  );
}

/** For a ticket, or to add the line in the PSA. */
function CopyDetails({ detail }: { readonly detail: UsageDetail }) {
  const { psaIds } = useWords(detail.integrationId);
  const text = usePanelTexts(detail.integrationId);
  if (detail.advice?.kind !== 'create-line') return null;
  const { productIdentifier, agreementIds, agreementNames, quantity } = detail.advice;
  const on = agreementIds.map((id, nth) =>
    text('console-usage-panel.way.agreement', { name: agreementNames[nth] ?? '', id: `${psaIds} ${id}` }),
  );
  const details = text('console-usage-panel.way.details', {
    customer: detail.company?.name ?? '',
    id: `${psaIds} ${detail.company?.id ?? ''}`,
    item: productIdentifier ?? text('console-usage-panel.way.mapped-product'),
    quantity: formatDecimal(quantity),
    on: on.length === 0 ? [text('console-usage-panel.way.any-agreement')] : on,
  });
  return <CopyButton text={details} words={text('console-usage-panel.way.copy')} />;
}
