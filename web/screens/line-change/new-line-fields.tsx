import type { NewLineOffer } from '../../api/line-changes.ts';
import { SelectField } from '../../components/select-field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { shortText } from '../../components/visible-text.ts';
import { amount } from '../../values/figure.ts';
import { formatDay } from '../../values/format.ts';
import {
  agreementOf,
  hasOwnPrice,
  type MissingPart,
  type NewLineChoice,
  productOf,
  taxChoices,
  withAgreement,
} from './new-line.ts';
import type { LineChangeText } from './texts.ts';

interface FieldsProps {
  readonly offer: NewLineOffer;
  readonly choice: NewLineChoice;
  readonly missing: MissingPart | null;
  /** Why nothing can be chosen; null: it can. */
  readonly closed: string | null;
  readonly onChange: (choice: NewLineChoice) => void;
  readonly text: LineChangeText;
}

/** Everything that is sent of a new line; each field has the suggestion, which can be changed. */
export function NewLineFields({ offer, choice, missing, closed, onChange, text }: FieldsProps) {
  const unchosen = { value: '', words: text('console-line-change.choose') };
  const agreement = agreementOf(offer, choice);
  const days = agreement?.firstBilledDays ?? [];
  const note = days.find(({ day }) => day === choice.day)?.note ?? null;
  return (
    <>
      <SelectField
        label={text('console-line-change.agreement')}
        value={choice.agreementId}
        closed={closed}
        choices={[
          ...(agreement === undefined ? [unchosen] : []),
          ...offer.agreements.map(({ id, name, typeName, rejected }) => ({
            value: id,
            disabled: rejected !== null,
            words:
              rejected === null
                ? [name, typeName ?? '']
                    .filter((part) => part !== '')
                    .map(shortText)
                    .join(' · ')
                : text('console-line-change.not-usable', { name: shortText(name), reason: rejected.message }),
          })),
        ]}
        onChange={(id) => onChange(withAgreement(choice, offer, id))}
      />
      <SelectField
        label={text('console-line-change.product')}
        value={choice.productId}
        closed={closed}
        choices={[
          ...(productOf(offer, choice) === undefined ? [unchosen] : []),
          ...offer.products.map(({ id, identifier, description }) => ({
            value: id,
            words: [identifier, description ?? '']
              .filter((part) => part !== '')
              .map(shortText)
              .join(' · '),
          })),
        ]}
        onChange={(productId) => onChange({ ...choice, productId })}
      />
      <SelectField
        label={text('console-line-change.first-day')}
        value={choice.day}
        closed={closed}
        choices={[
          ...(choice.day === '' ? [unchosen] : []),
          ...days.map(({ day }) => ({ value: day, words: formatDay(day) })),
        ]}
        onChange={(day) => onChange({ ...choice, day })}
      />
      {note === null ? null : (
        <p className="text-label text-warn">
          <VendorText text={note.message} />
        </p>
      )}
      {offer.offers.price ? <Price {...{ offer, choice, missing, closed, onChange, text }} /> : null}
      <MoreFields {...{ offer, choice, missing, closed, onChange, text }} />
    </>
  );
}

/** Empty is the catalog's price; another one needs a reason. */
function Price({ offer, choice, missing, closed, onChange, text }: FieldsProps) {
  const catalog = productOf(offer, choice)?.unitPrice ?? null;
  const currency = agreementOf(offer, choice)?.currency ?? null;
  return (
    <>
      <TextField
        label={text('console-line-change.price')}
        value={choice.price}
        closed={closed !== null}
        onChange={(price) => onChange({ ...choice, price })}
        error={missing === 'price-format' ? text('console-line-change.missing.price-format') : null}
        hint={
          catalog === null
            ? text('console-line-change.no-catalog-price')
            : text('console-line-change.catalog-price', { price: amount(catalog, { currency }) })
        }
      />
      {hasOwnPrice(choice, offer) ? (
        <TextField
          label={text('console-line-change.price-reason')}
          value={choice.reason}
          closed={closed !== null}
          onChange={(reason) => onChange({ ...choice, reason })}
        />
      ) : null}
    </>
  );
}

/** What is rarely another than usual. */
function MoreFields({ offer: { offers }, choice, closed, onChange, text }: FieldsProps) {
  const { billingOptions, taxable, invoiceTextMax } = offers;
  if (billingOptions.length === 0 && !taxable && invoiceTextMax === null) return null;
  const isTooLong = invoiceTextMax !== null && choice.invoiceText.trim().length > invoiceTextMax;
  return (
    <details>
      <summary className="w-fit cursor-pointer text-table text-ink-2">
        {text('console-line-change.more')}
      </summary>
      <div className="mt-2 flex flex-col gap-3">
        {billingOptions.length === 0 ? null : (
          <SelectField
            label={text('console-line-change.billing-option')}
            value={choice.billingOption}
            closed={closed}
            choices={billingOptions.map((option) => ({ value: option, words: option }))}
            onChange={(billingOption) => onChange({ ...choice, billingOption })}
          />
        )}
        {taxable ? (
          <SelectField
            label={text('console-line-change.tax')}
            value={choice.taxable}
            closed={closed}
            choices={taxChoices.map((value) => ({ value, words: text(`console-line-change.tax.${value}`) }))}
            onChange={(value) =>
              onChange({ ...choice, taxable: taxChoices.find((one) => one === value) ?? 'catalog' })
            }
          />
        ) : null}
        {invoiceTextMax === null ? null : (
          <TextField
            label={text('console-line-change.invoice-text')}
            value={choice.invoiceText}
            closed={closed !== null}
            onChange={(invoiceText) => onChange({ ...choice, invoiceText })}
            hint={text('console-line-change.invoice-text-hint')}
            error={isTooLong ? text('console-line-change.too-long', { count: invoiceTextMax }) : null}
          />
        )}
      </div>
    </details>
  );
}
