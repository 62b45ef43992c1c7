import type { BillsIn } from '../../../../contracts/api/decisions.ts';
import { useAgreementTypes, useSetBillingTarget } from '../../../api/usage-decisions.ts';
import type { UsageRow } from '../../../api/usage.ts';
import { useWords, withArticle } from '../../../components/words.ts';
import { Button } from '../../../components/button.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { VendorText } from '../../../components/vendor-text.tsx';
import { useDeciding, useRules } from '../review/review.tsx';
import { UnknownCycles } from '../../usage-line/unknown-cycles.tsx';

/** "Does Managed IT bill in advance or in arrears?", asked in place; an administrator answers for the type. */
export function BillingTargetQuestion({ row, typeId }: { readonly row: UsageRow; readonly typeId: string }) {
  const { closed } = useRules();
  const { decisions } = useDeciding();
  const types = useAgreementTypes(row.integrationId);
  const set = useSetBillingTarget(row.integrationId);
  const { psa, agreement, agreements } = useWords(row.integrationId);
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
        Does{' '}
        <span className="font-semibold">
          <VendorText text={type?.name ?? `${withArticle(agreement)} without a type`} />
        </span>{' '}
        bill in advance or in arrears?
      </p>
      <p className="text-table text-ink-2">
        Once for its {type?.agreements ?? '–'} {agreements}.
        {type?.suggestion === null || type === undefined ? '' : ` ${psa} suggests: in ${type.suggestion}.`}
      </p>
      <UnknownCycles names={type?.unknownCycles ?? []} />
      {reason === null ? (
        <span className="flex flex-wrap gap-2">
          <Button dense busy={set.isPending} onClick={() => answer('advance')}>
            In advance
          </Button>
          <Button dense busy={set.isPending} onClick={() => answer('arrears')}>
            In arrears
          </Button>
        </span>
      ) : (
        <p className="text-table font-medium">{reason}</p>
      )}
      {set.error === null ? null : <ErrorCard error={set.error} />}
    </div>
  );
}
