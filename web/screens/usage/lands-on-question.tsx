import { RadioGroup } from 'radix-ui';
import type { BillsIn } from '../../../contracts/api/decisions.ts';
import { useAgreementTypes, useSetLanding } from '../../api/usage-decisions.ts';
import type { UsageRow } from '../../api/usage.ts';
import { useWords } from '../../app/words.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { formatDay } from '../../components/format.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { falls, furtherText, invoiceWords } from './line-facts.ts';
import { Radio } from './radio.tsx';
import { useReview } from './review.tsx';

/** On which invoice a change lands: the two that exist, or the question that must be answered first (RULES 5). */
export function LandsOnQuestion({ row }: { readonly row: UsageRow }) {
  const { decisions } = useReview();
  const asked = decisions.stateOf(row.id).refusal?.agreementTypeId ?? null;
  const { vendor } = useWords(row.integrationId);
  const { lands, waiting } = row;
  const further = furtherText(row);
  if (waiting !== null) {
    return (
      <p>
        {waiting.before} → {waiting.after} is approved and {waiting.state}:{' '}
        {invoiceWords(waiting.lands, waiting.invoiceDate)}.
        {further === null
          ? ''
          : ` ${vendor} differs from it by ${further} more: a further decision, not made yet.`}
      </p>
    );
  }
  if (lands?.kind === 'not-set') return <LandingQuestion row={row} typeId={lands.agreementTypeId} />;
  if (asked !== null) return <LandingQuestion row={row} typeId={asked} />;
  if (row.needsTarget && row.kind !== 'choice')
    return <p className="text-ink-2">Known once the line is chosen.</p>;
  if (lands === null || row.kind === 'match') return <p className="text-ink-2">Nothing would be changed.</p>;
  if (lands.kind === 'cannot') return <p className="text-warn">No invoice: {lands.reason}</p>;
  return <LandingChoice row={row} lands={lands} />;
}

type Lands = Extract<NonNullable<UsageRow['lands']>, { readonly kind: 'lands' }>;

function LandingChoice({ row, lands }: { readonly row: UsageRow; readonly lands: Lands }) {
  const { draftOf, draft, closed } = useReview();
  const { psa } = useWords(row.integrationId);
  const day = formatDay(lands.invoiceDate);
  const preset = falls(row) && lands.landing === 'invoice-after' ? ' (preset: this period has begun)' : '';
  return (
    <>
      <RadioGroup.Root
        aria-label="Invoice"
        id={`invoice-${row.id}`}
        value={draftOf(row.id).lands ?? row.decisionDetail?.lands ?? lands.landing}
        disabled={closed('propose') !== null}
        onValueChange={(value) =>
          draft(row.id, { lands: value === 'invoice-after' ? value : 'next-invoice' })
        }
        className="flex flex-col gap-1"
      >
        <Radio value="next-invoice">
          Invoice of {day} ({formatDay(lands.periodBegins)} up to {formatDay(lands.periodEnds)})
        </Radio>
        <Radio value="invoice-after">
          The one after: waits until the invoice of {day} is made{preset}
        </Radio>
      </RadioGroup.Root>
      <p className="text-table text-ink-3">
        {psa} has no dated quantities: a change is on the next invoice made after it.
      </p>
    </>
  );
}

/** "Does Managed IT bill in advance or in arrears?", asked in place; an administrator answers for the type. */
export function LandingQuestion({ row, typeId }: { readonly row: UsageRow; readonly typeId: string }) {
  const { closed, decisions } = useReview();
  const types = useAgreementTypes(row.integrationId);
  const set = useSetLanding(row.integrationId);
  const { psa, agreement, agreements } = useWords(row.integrationId);
  const reason = closed('landing');
  const type = types.data?.items.find((one) => one.typeId === typeId);
  const answer = (billsIn: BillsIn): void => {
    set.mutate(
      { typeId, billsIn },
      {
        onSuccess: () => {
          void decisions.reload(row.id);
          void decisions.reloadLands(row.integrationId);
        },
      },
    );
  };
  return (
    <div className="flex flex-col gap-1.5 rounded-card border border-warn-mark bg-warn-tint p-2">
      <p>
        Does{' '}
        <span className="font-semibold">
          <VendorText text={type?.name ?? `an ${agreement} without a type`} />
        </span>{' '}
        bill in advance or in arrears?
      </p>
      <p className="text-table text-ink-2">
        Once for its {type?.agreements ?? '–'} {agreements}.
        {type?.suggestion === null || type === undefined ? '' : ` ${psa} suggests: in ${type.suggestion}.`}
      </p>
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
