import { Fragment, type ReactNode } from 'react';
import type { LineSource, UsageDetail, UsageRow } from '../../../api/usage.ts';
import { filled, slot } from '../../../components/texts.ts';
import { useWords } from '../../../components/words.ts';
import { amount } from '../../../values/figure.ts';
import { formatDay, formatDecimal } from '../../../values/format.ts';
import { DataAge } from '../../../components/instant.tsx';
import { VendorText } from '../../../components/vendor-text.tsx';
import { includedUnits } from '../../usage-line/included-units.ts';
import { quantityText } from '../../usage-line/line-facts.ts';
import { IncludedAnswerOf } from './included-units.tsx';
import { FilterLink } from './filter-link.tsx';
import { type PanelText, roleWords, usePanelTexts } from './texts.ts';

/** Company, agreement, Product ID and line of what would change: enough to find it in the PSA. */
export function LineIdentity({ detail }: { readonly detail: UsageDetail }) {
  const { company, lines, target } = detail;
  const { psaIds } = useWords(detail.integrationId);
  const text = usePanelTexts(detail.integrationId);
  const line =
    lines.find(({ psaLineId }) => psaLineId === target?.psaLineId) ??
    lines.find(({ live }) => live) ??
    lines[0];
  if (company === null) return null;
  return (
    <p className="text-table text-ink-2">
      <Code>
        {psaIds} {company.id}
      </Code>
      {line === undefined ? (
        ` · ${text('console-usage-panel.source.no-line')}`
      ) : (
        <>
          {' · '}
          <VendorText text={line.agreementName} /> <Code>{line.agreementId}</Code> ·{' '}
          <span className="font-medium text-ink">{productOf(line, text)}</span> ·{' '}
          <Code>{text('console-usage-panel.source.line', { id: line.psaLineId })}</Code>
        </>
      )}
    </p>
  );
}

/** Every source of both sides with its ids, figures and the time it was read. */
export function LineSources({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  const text = usePanelTexts(detail.integrationId);
  return (
    <div className="flex flex-col gap-2">
      {detail.accounts.map(({ accountId, name, seats, readAt }) => (
        <p key={accountId}>
          {filled(
            text('console-usage-panel.source.vendor', {
              name: slot(0),
              seats:
                seats === null
                  ? text('console-usage-panel.source.no-count')
                  : text('console-usage-panel.source.seats', { count: seats }),
            }),
            <VendorText text={name} />,
          )}{' '}
          <DataAge at={readAt} /> <FilterLink what="account" id={accountId} />
        </p>
      ))}
      {detail.lines.map((line) => (
        <div key={line.psaLineId} className="flex flex-col gap-1">
          <PsaLine line={line} text={text} />
          <IncludedAnswerOf row={row} line={line} />
        </div>
      ))}
      {detail.vanished.map(({ psaLineId, text: line, readAt }) => (
        <p key={`gone ${psaLineId}`}>
          {filled(text('console-usage-panel.source.missing', { line: slot(0) }), <VendorText text={line} />)}{' '}
          <DataAge at={readAt} />
        </p>
      ))}
      {detail.found.map(({ psaLineId, text: line, readAt }) => (
        <p key={`found ${psaLineId}`}>
          {filled(text('console-usage-panel.source.found', { line: slot(0) }), <VendorText text={line} />)}{' '}
          <DataAge at={readAt} />
        </p>
      ))}
      {detail.warnings.map(({ message }) => (
        <p key={message} className="text-warn">
          {message}
        </p>
      ))}
      <p className="text-ink-3">{detail.reason.message}</p>
    </div>
  );
}

const productOf = ({ productIdentifier, productId }: LineSource, text: PanelText): string =>
  productIdentifier ?? text('console-usage-panel.source.product', { id: productId });

function PsaLine({ line, text }: { readonly line: LineSource; readonly text: PanelText }) {
  return (
    <p>
      {filled(
        text('console-usage-panel.source.psa', { on: slot(0) }),
        <>
          <VendorText text={line.agreementName} />{' '}
          <Code>{text('console-usage-panel.source.agreement', { id: line.agreementId })}</Code>
        </>,
      )}{' '}
      · {productOf(line, text)}
      {line.description === undefined ? null : (
        <>
          {' '}
          · <VendorText text={line.description} />
        </>
      )}{' '}
      · <Code>{text('console-usage-panel.source.line', { id: line.psaLineId })}</Code>
      {[priceOf(line, text), ...statesOf(line, text)].map((fact) => (
        <Fragment key={fact}> · {fact}</Fragment>
      ))}{' '}
      <DataAge at={line.readAt} />
    </p>
  );
}

const priceOf = ({ quantity, unitPrice, currency }: LineSource, text: PanelText): string =>
  unitPrice === null
    ? `${quantityText(quantity)} · ${text('console-usage-panel.source.no-price')}`
    : `${quantityText(quantity)} × ${amount(unitPrice, { named: true, currency })}`;

function statesOf(line: LineSource, text: PanelText): readonly string[] {
  const { billingCycle, billCustomer, role, status, cancelledDate, live, notLiveReason, ownDates } = line;
  const included = includedUnits(line);
  return [
    included === null
      ? null
      : text('console-usage-panel.source.included', { units: formatDecimal(included) }),
    billingCycle?.toLowerCase() ?? null,
    billCustomer === 'Billable' ? null : billCustomer,
    role === null ? null : roleWords(role, text),
    status === 'canceled' && cancelledDate === null ? text('console-usage-panel.source.canceled') : null,
    ownDates?.begins === undefined
      ? null
      : text('console-usage-panel.source.begins', { day: formatDay(ownDates.begins) }),
    ownDates?.ends === undefined
      ? null
      : text('console-usage-panel.source.ends', { day: formatDay(ownDates.ends) }),
    live
      ? null
      : notLiveReason == null
        ? text('console-usage-panel.source.ended')
        : text('console-usage-panel.source.not-billing', { reason: notLiveReason.message }),
  ].filter((fact) => fact !== null);
}

const Code = ({ children }: { readonly children: ReactNode }) => (
  <span className="font-mono text-label wrap-anywhere">{children}</span>
);
