import type { BillsIn } from '../../../../contracts/api/decisions.ts';
import { useAgreementTypes, useSetBillingTarget } from '../../../api/usage-decisions.ts';
import type { UsageRow } from '../../../api/usage.ts';
import { filled, slot } from '../../../components/texts.ts';
import { Button } from '../../../components/button.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { VendorText } from '../../../components/vendor-text.tsx';
import { useDeciding, useRules } from '../review/review.tsx';
import { UnknownCycles } from '../../usage-line/unknown-cycles.tsx';
import { usePanelTexts } from './texts.ts';

/** "Does Managed IT bill in advance or in arrears?", asked in place; an administrator answers for the type. */
export function BillingTargetQuestion({ row, typeId }: { readonly row: UsageRow; readonly typeId: string }) {
  const { closed } = useRules();
  const { decisions } = useDeciding();
  const types = useAgreementTypes(row.integrationId);
  const set = useSetBillingTarget(row.integrationId);
  const text = usePanelTexts(row.integrationId);
  const reason = closed('billing-target');
  const type = types.data?.items.find((one) => one.typeId === typeId);
  const answer = (billsIn: BillsIn): void => {
    set.mutate(
      { typeId, billsIn },
      {
        onSuccess: () => {
          void decisions.reload(row.id);
          void decisions.reloadBillingTarget(row.integrationId);
        },
      },
    );
  };
  return (
    <div className="flex flex-col gap-1.5 rounded-card border border-warn-mark bg-warn-tint p-2">
      <p>
        {type?.name == null
          ? text('console-usage-panel.billing.question-no-type')
          : filled(
              text('console-usage-panel.billing.question', { type: slot(0) }),
              <span className="font-semibold">
                <VendorText text={type.name} />
              </span>,
            )}
      </p>
      {type === undefined ? null : (
        <p className="text-table text-ink-2">
          {text('console-usage-panel.billing.applies', { count: type.agreements })}
          {type.suggestion === null ? null : (
            <> {text(`console-usage-panel.billing.suggests-${type.suggestion}`)}</>
          )}
        </p>
      )}
      <UnknownCycles names={type?.unknownCycles ?? []} />
      {reason === null ? (
        <span className="flex flex-wrap gap-2">
          <Button dense busy={set.isPending} onClick={() => answer('advance')}>
            {text('console-usage-panel.billing.advance')}
          </Button>
          <Button dense busy={set.isPending} onClick={() => answer('arrears')}>
            {text('console-usage-panel.billing.arrears')}
          </Button>
        </span>
      ) : (
        <p className="text-table font-medium">{reason}</p>
      )}
      {set.error === null ? null : <ErrorCard error={set.error} />}
    </div>
  );
}
