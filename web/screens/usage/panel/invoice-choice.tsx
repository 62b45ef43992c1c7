import { RadioGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import type { UsageRow } from '../../../api/usage.ts';
import { signOf } from '../../../values/decimals.ts';
import { amount as amountText } from '../../../values/figure.ts';
import { formatDay } from '../../../values/format.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { falls, furtherText, namesDay, settingOf } from '../../usage-line/line-facts.ts';
import { wayWords } from '../review/row-story.ts';
import { Radio } from '../../../components/radio.tsx';
import { useDrafts, useRules } from '../review/review.tsx';
import { usePanelTexts } from './texts.ts';
import { useReviewTexts } from '../review/texts.ts';

/** From which invoice: the two that exist (RULES 5), or what is known instead. */
export function InvoiceChoice({ row }: { readonly row: UsageRow }) {
  const text = usePanelTexts(row.integrationId);
  const reviewText = useReviewTexts(row.integrationId);
  const { draftOf } = useDrafts();
  const { billingTarget, waiting } = row;
  if (waiting !== null) {
    const further = furtherText(row);
    return (
      <p>
        {text('console-usage-panel.invoice.approved', {
          before: waiting.before,
          after: waiting.after,
          way: wayWords(row, waiting, reviewText),
        })}
        {further === null ? null : (
          <span className="block">{text('console-usage-panel.invoice.further', { quantity: further })}</span>
        )}
      </p>
    );
  }
  if (row.kind === 'match') return null;
  if (billingTarget?.kind === 'cannot')
    return (
      <p className="text-warn">
        {text('console-usage-panel.invoice.none', { reason: billingTarget.reason.message })}
      </p>
    );
  const setting = settingOf(row, draftOf(row.id));
  if (setting !== null && billingTarget?.kind === 'billing-target' && namesDay(billingTarget.billingTarget))
    return <DayChoice row={row} billingTarget={billingTarget} chosen={setting.invoiceDate} />;
  if (setting !== null && namesDay(setting.billingTarget))
    return <p>{text('console-usage-panel.invoice.from-next', { day: formatDay(setting.invoiceDate) })}</p>;
  if (setting !== null) return <NextOrAfter row={row} {...setting} />;
  return row.needsTarget && row.kind !== 'choice' ? (
    <p className="text-ink-2">{text('console-usage-panel.invoice.choose-line')}</p>
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
  const text = usePanelTexts(row.integrationId);
  return (
    <Choices
      row={row}
      label={text('console-usage-panel.invoice.from')}
      chosen={chosen}
      onChoose={(day) => draft(row.id, { day: day === invoiceDate ? null : day })}
      note={text('console-usage-panel.invoice.keeps-proration')}
    >
      <Radio value={invoiceDate}>
        {text('console-usage-panel.invoice.from-next', { day: formatDay(invoiceDate) })}
        <Until amount={untilThen} currency={row.money.currency} />
      </Radio>
      {days.map(({ day, bills }) => (
        <Radio key={day} value={day}>
          {bills === null
            ? text('console-usage-panel.invoice.from-unknown', { day: formatDay(day) })
            : text('console-usage-panel.invoice.from-prorated', {
                day: formatDay(day),
                amount: amountText(bills, { signed: true, named: true, currency: row.money.currency }),
              })}
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

type BillingTarget = Extract<NonNullable<UsageRow['billingTarget']>, { readonly kind: 'billing-target' }>;

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
  const text = usePanelTexts();
  const shown = periods.find(({ day }) => day === chosen) ?? periods[0];
  if (shown === undefined) return null;
  return (
    <>
      <Radio value={shown.day}>
        {text('console-usage-panel.invoice.from-later', { day: formatDay(shown.day) })}
        <Until amount={shown.untilThen} currency={currency} />
      </Radio>
      {periods.length === 1 || shown.day !== chosen ? null : (
        <span className="ml-6">
          <SelectField
            label={text('console-usage-panel.invoice.later-period')}
            value={shown.day}
            choices={periods.map(({ day }) => ({
              value: day,
              words: text('console-usage-panel.invoice.from-day', { day: formatDay(day) }),
            }))}
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
  const text = usePanelTexts();
  if (amount === null || signOf(amount) === 0) return null;
  const about = amountText(amount.replace('-', ''), { named: true, currency });
  return (
    <span className="block text-ink-2">
      {text(`console-usage-panel.invoice.until-${signOf(amount) > 0 ? 'underbilled' : 'overbilled'}`, {
        amount: about,
      })}
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
  const text = usePanelTexts(row.integrationId);
  const day = formatDay(invoiceDate);
  const known = row.billingTarget?.kind === 'billing-target' ? row.billingTarget : null;
  const isPreselected = falls(row) && known?.billingTarget === 'invoice-after';
  return (
    <Choices
      row={row}
      label={text('console-usage-panel.invoice')}
      chosen={billingTarget}
      onChoose={(value) =>
        draft(row.id, { billingTarget: value === 'invoice-after' ? value : 'next-invoice' })
      }
      note={text('console-usage-panel.invoice.no-dates')}
    >
      <Radio value="next-invoice">
        {known === null || known.periodBegins === null || known.periodEnds === null
          ? text('console-usage-panel.invoice.next', { day })
          : text('console-usage-panel.invoice.next-covers', {
              day,
              begins: formatDay(known.periodBegins),
              ends: formatDay(known.periodEnds),
            })}
      </Radio>
      <Radio value="invoice-after">
        {text(`console-usage-panel.invoice.${isPreselected ? 'after-preselected' : 'after'}`, { day })}
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
