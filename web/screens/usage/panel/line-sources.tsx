import type { ReactNode } from 'react';
import type { LineSource, UsageDetail, UsageRow } from '../../../api/usage.ts';
import { useWords, type Words } from '../../../components/words.ts';
import { formatCount, formatDecimal, formatAmount } from '../../../values/format.ts';
import { DataAge } from '../../../components/instant.tsx';
import { VendorText } from '../../../components/vendor-text.tsx';
import { includedUnits } from '../../usage-line/included-units.ts';
import { IncludedAnswerOf } from './included-units.tsx';
import { OnlyThis } from './only-this.tsx';

/** Company, agreement, Product ID and line of what would change: enough to find it in the PSA. */
export function LineIdentity({ detail }: { readonly detail: UsageDetail }) {
  const { company, lines, target } = detail;
  const { psaIds } = useWords(detail.integrationId);
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
        ' · no line of a mapped product'
      ) : (
        <>
          {' · '}
          <VendorText text={line.agreementName} /> <Code>{line.agreementId}</Code> ·{' '}
          <span className="font-medium text-ink">
            {line.productIdentifier ?? `product ${line.productId}`}
          </span>{' '}
          · <Code>line {line.psaLineId}</Code>
        </>
      )}
    </p>
  );
}

/** Every source of both sides with its ids, figures and the time it was read. */
export function LineSources({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  const words = useWords(detail.integrationId);
  return (
    <div className="flex flex-col gap-2">
      {detail.accounts.map(({ accountId, name, seats, readAt }) => (
        <p key={accountId}>
          {words.vendor}: <VendorText text={name} /> ·{' '}
          {seats === null ? 'no complete count yet' : `${formatCount(seats)} seats`} <DataAge at={readAt} />{' '}
          <OnlyThis what="account" id={accountId} />
        </p>
      ))}
      {detail.lines.map((line) => (
        <div key={line.psaLineId} className="flex flex-col gap-1">
          <PsaLine line={line} words={words} />
          <IncludedAnswerOf row={row} line={line} />
        </div>
      ))}
      {detail.vanished.map(({ psaLineId, text, readAt }) => (
        <p key={`gone ${psaLineId}`}>
          Vanished: <VendorText text={text} /> <DataAge at={readAt} />
        </p>
      ))}
      {detail.found.map(({ psaLineId, text, readAt }) => (
        <p key={`found ${psaLineId}`}>
          Found, in no sum: <VendorText text={text} /> <DataAge at={readAt} />
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

function PsaLine({ line, words }: { readonly line: LineSource; readonly words: Words }) {
  const free = includedUnits(line);
  return (
    <p>
      {words.psa}: <VendorText text={line.agreementName} />{' '}
      <Code>
        {words.agreement} {line.agreementId}
      </Code>{' '}
      · {line.productIdentifier ?? `product ${line.productId}`} · <Code>line {line.psaLineId}</Code> ·{' '}
      {line.quantity === null ? '–' : formatDecimal(line.quantity)}
      {line.unitPrice === null
        ? ' · no price'
        : ` × ${formatAmount(line.unitPrice, { currency: line.currency })}`}
      {free === null ? '' : ` · ${formatDecimal(free)} free`}
      {line.billingCycle === null ? '' : ` · ${line.billingCycle.toLowerCase()}`}
      {line.billCustomer === null || line.billCustomer === 'Billable' ? '' : ` · ${line.billCustomer}`}
      {line.role === null ? '' : ` · ${line.role}`}
      {line.status === 'canceled' && line.cancelledDate === null ? ' · called canceled' : ''}
      {line.live ? '' : ` · not live: ${line.notLiveReason?.message ?? 'ended'}`} <DataAge at={line.readAt} />
    </p>
  );
}

const Code = ({ children }: { readonly children: ReactNode }) => (
  <span className="font-mono text-label wrap-anywhere">{children}</span>
);
