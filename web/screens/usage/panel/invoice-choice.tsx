import { RadioGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import type { UsageRow } from '../../../api/usage.ts';
import { useWords } from '../../../components/words.ts';
import { signOf } from '../../../values/exact.ts';
import { formatDay, formatAmount } from '../../../values/format.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { falls, furtherText, namesDay, settingOf } from '../../usage-line/line-facts.ts';
import { wayWords } from '../review/row-story.ts';
import { Radio } from '../../../components/radio.tsx';
import { useDrafts, useRules } from '../review/review.tsx';

/** From which invoice: the two that exist (RULES 5), or what is known instead. */
export function InvoiceChoice({ row }: { readonly row: UsageRow }) {
  const { vendor } = useWords(row.integrationId);
  const { draftOf } = useDrafts();
  const { billingTarget, waiting } = row;
  if (waiting !== null) {
    const further = furtherText(row);
    return (
      <p>
        {waiting.before} → {waiting.after} is approved: it {wayWords(waiting)}.
        {further === null
          ? ''
          : ` ${vendor} differs from it by ${further} more: a further decision, not made yet.`}
      </p>
    );
  }
  if (row.kind === 'match') return null;
  if (billingTarget?.kind === 'cannot')
    return <p className="text-warn">No invoice: {billingTarget.reason.message}</p>;
  const setting = settingOf(row, draftOf(row.id));
  if (setting !== null && billingTarget?.kind === 'billingTarget' && namesDay(billingTarget.billingTarget))
    return <DayChoice row={row} billingTarget={billingTarget} chosen={setting.invoiceDate} />;
  if (setting !== null && namesDay(setting.billingTarget))
    return <p>From {formatDay(setting.invoiceDate)}, the next open period: nothing is prorated.</p>;
  if (setting !== null) return <NextOrAfter row={row} {...setting} />;
  return row.needsTarget && row.kind !== 'choice' ? (
    <p className="text-ink-2">The invoice is known once the line is chosen.</p>
  ) : null;
}

/** From which day: the next open period, which prorates nothing, or a day of the one that runs. */
function DayChoice({
  row,
  billingTarget: { invoiceDate, days, later, untilThen },
  chosen,
}: {
  readonly row: UsageRow;
  readonly billingTarget: BillingTarget;
  readonly chosen: string;
}) {
  const { draft } = useDrafts();
  const { psa } = useWords(row.integrationId);
  return (
    <Choices
      row={row}
      label="From"
      chosen={chosen}
      onChoose={(day) => draft(row.id, { day: day === invoiceDate ? null : day })}
      note={`${psa} keeps what was prorated: taking such a change back does not take that back.`}
    >
      <Radio value={invoiceDate}>
        From {formatDay(invoiceDate)}, the next open period: nothing is prorated
        <Until amount={untilThen} currency={row.money.currency} />
      </Radio>
      {days.map(({ day, bills }) => (
        <Radio key={day} value={day}>
          From {formatDay(day)}:{' '}
          {bills === null
            ? 'what it prorates is not known'
            : `prorates about ${formatAmount(bills, { signed: true, currency: row.money.currency })}`}
        </Radio>
      ))}
      <LaterPeriods
        periods={later}
        chosen={chosen}
        currency={row.money.currency}
        onChoose={(day) => draft(row.id, { day })}
      />
    </Choices>
  );
}

type BillingTarget = Extract<NonNullable<UsageRow['billingTarget']>, { readonly kind: 'billingTarget' }>;

/** Periods further ahead: one choice, with the period in a list where there are several. */
function LaterPeriods({
  periods,
  chosen,
  currency,
  onChoose,
}: {
  readonly periods: BillingTarget['later'];
  readonly chosen: string;
  readonly currency: string;
  readonly onChoose: (day: string) => void;
}) {
  const { closed } = useRules();
  const shown = periods.find(({ day }) => day === chosen) ?? periods[0];
  if (shown === undefined) return null;
  return (
    <>
      <Radio value={shown.day}>
        From {formatDay(shown.day)}, a later period: nothing is prorated
        <Until amount={shown.untilThen} currency={currency} />
      </Radio>
      {periods.length === 1 || shown.day !== chosen ? null : (
        <span className="ml-6">
          <SelectField
            label="Later period"
            value={shown.day}
            choices={periods.map(({ day }) => ({ value: day, words: `from ${formatDay(day)}` }))}
            onChange={onChoose}
            closed={closed('propose')}
            dense
          />
        </span>
      )}
    </>
  );
}

/** What stays as it is billed now until the change acts; nothing where that is not known or no money. */
function Until({ amount, currency }: { readonly amount: string | null; readonly currency: string }) {
  if (amount === null || signOf(amount) === 0) return null;
  const about = formatAmount(amount.replace('-', ''), { currency });
  return (
    <span className="block text-ink-2">
      {signOf(amount) > 0
        ? `Until then about ${about} is not billed`
        : `Until then about ${about} too much is billed`}
    </span>
  );
}

/** On the next invoice, or the one after it. */
function NextOrAfter({
  row,
  billingTarget,
  invoiceDate,
}: {
  readonly row: UsageRow;
  readonly billingTarget: NonNullable<ReturnType<typeof settingOf>>['billingTarget'];
  readonly invoiceDate: string;
}) {
  const { draft } = useDrafts();
  const { psa } = useWords(row.integrationId);
  const day = formatDay(invoiceDate);
  const known = row.billingTarget?.kind === 'billingTarget' ? row.billingTarget : null;
  const covers =
    known === null || known.periodBegins === null || known.periodEnds === null
      ? ''
      : ` (${formatDay(known.periodBegins)} up to ${formatDay(known.periodEnds)})`;
  const preset =
    falls(row) && known?.billingTarget === 'invoice-after' ? ' (preset: this period has begun)' : '';
  return (
    <Choices
      row={row}
      label="Invoice"
      chosen={billingTarget}
      onChoose={(value) =>
        draft(row.id, { billingTarget: value === 'invoice-after' ? value : 'next-invoice' })
      }
      note={`${psa} has no dated quantities: a change is on the next invoice made after it.`}
    >
      <Radio value="next-invoice">
        Invoice of {day}
        {covers}
      </Radio>
      <Radio value="invoice-after">
        The one after: waits until the invoice of {day} is made{preset}
      </Radio>
    </Choices>
  );
}

function Choices({
  row,
  label,
  chosen,
  onChoose,
  note,
  children,
}: {
  readonly row: UsageRow;
  readonly label: string;
  readonly chosen: string;
  readonly onChoose: (value: string) => void;
  readonly note: string;
  readonly children: ReactNode;
}) {
  const { closed } = useRules();
  return (
    <>
      <RadioGroup.Root
        aria-label={label}
        id={`invoice-${row.id}`}
        value={chosen}
        disabled={closed('propose') !== null}
        onValueChange={onChoose}
        className="flex flex-col gap-1"
      >
        {children}
      </RadioGroup.Root>
      <p className="text-label text-ink-3">{note}</p>
    </>
  );
}
