import type { ReactNode } from 'react';
import { type LineSource, useAccountsOfCompany, type UsageDetail, type UsageRow } from '../../api/usage.ts';
import { formatCount, formatDecimal, formatInstant, formatMoney } from '../../components/format.ts';
import { DataAge } from '../../components/instant.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { shortText } from '../../components/visible-text.ts';
import { LandsOnQuestion } from './lands-on-question.tsx';
import { changeOf } from './line-facts.ts';
import { useReview } from './review.tsx';

/** Right customer? Complete and recent? Who came and went? Effect on the invoice? From which invoice? */
export function FiveQuestions({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  return (
    <ol className="flex flex-col gap-3" aria-label="Five questions">
      <Question number={1} name="Right customer">
        <Customer detail={detail} />
      </Question>
      <Question number={2} name="Complete and recent">
        <Sources detail={detail} />
      </Question>
      <Question number={3} name="Who came and went">
        <Moves detail={detail} />
      </Question>
      <Question number={4} name="Effect on the invoice">
        <Effect row={row} detail={detail} />
      </Question>
      <Question number={5} name="From which invoice">
        <LandsOnQuestion row={row} />
      </Question>
    </ol>
  );
}

const Question = ({
  number,
  name,
  children,
}: {
  readonly number: number;
  readonly name: string;
  readonly children: ReactNode;
}) => (
  <li className="flex flex-col gap-0.5">
    <h3 className="text-label font-semibold text-ink-2">
      {number} {name}
    </h3>
    {children}
  </li>
);

function Customer({ detail }: { readonly detail: UsageDetail }) {
  const { company, integrationId, service } = detail;
  const mapped = useAccountsOfCompany(integrationId, company?.id ?? null);
  if (company === null) return <p>Not mapped to a ConnectWise company yet.</p>;
  return (
    <>
      <p>
        <VendorText text={company.name} /> · <Code>CW {company.id}</Code> · {service.name}
      </p>
      {(mapped.data?.items ?? []).map(({ id, name, foreignId, mapping }) => (
        <p key={id} className="text-table text-ink-2">
          <VendorText text={name} /> <Code>{foreignId}</Code>
          {mapping.decidedAt === null
            ? ''
            : `: mapped ${mapping.origin === 'exact' ? 'by exact name' : `by ${shortText(mapping.decidedBy ?? 'a person')}`} ${formatInstant(mapping.decidedAt)}`}
        </p>
      ))}
      {detail.lines.length === 0 ? (
        <p className="text-table text-ink-2">No line of a mapped product.</p>
      ) : null}
      {detail.lines.map((line) => (
        <LineFacts key={line.psaLineId} line={line} />
      ))}
      {detail.warnings.map((warning) => (
        <p key={warning} className="text-table text-warn">
          {warning}
        </p>
      ))}
    </>
  );
}

/** Agreement name and id, line id, Product ID, quantity and price: enough to find it in ConnectWise. */
function LineFacts({ line }: { readonly line: LineSource }) {
  const { currency } = useReview();
  return (
    <p className="text-table text-ink-2">
      <VendorText text={line.agreementName} /> <Code>agreement {line.agreementId}</Code> ·{' '}
      <span className="font-medium text-ink">{line.productIdentifier ?? `product ${line.productId}`}</span> ·{' '}
      <Code>line {line.psaLineId}</Code> · {line.quantity === null ? '–' : formatDecimal(line.quantity)}
      {line.unitPrice === null ? ' · no price' : ` × ${formatMoney(line.unitPrice)} ${currency}`}
      {line.lessIncluded === null ? '' : ` · ${formatDecimal(line.lessIncluded)} included`}
      {line.billingCycle === null ? '' : ` · ${line.billingCycle.toLowerCase()}`}
      {line.role === null ? '' : ` · ${line.role}`}
      {line.live ? '' : ` · not live: ${line.notLiveReason ?? 'ended'}`}
    </p>
  );
}

function Sources({ detail }: { readonly detail: UsageDetail }) {
  const psaReads = [...new Set(detail.lines.map(({ readAt }) => readAt))];
  return (
    <>
      {detail.accounts.length === 0 ? <p>No Duo account is mapped.</p> : null}
      {detail.accounts.map(({ accountId, name, seats, readAt, newestRead }) => (
        <p key={accountId}>
          Duo: <VendorText text={name} />{' '}
          {seats === null ? 'no complete count yet' : `${formatCount(seats)} seats, count complete`}{' '}
          <DataAge at={readAt} />
          {newestRead?.cause === null || newestRead === null ? null : (
            <span className="block text-table text-warn">
              Newest try {formatInstant(newestRead.at)}: {newestRead.cause.title}. {newestRead.cause.advice}
            </span>
          )}
        </p>
      ))}
      {psaReads.map((readAt) => (
        <p key={readAt ?? 'never'}>
          ConnectWise: <DataAge at={readAt} />
        </p>
      ))}
    </>
  );
}

const named = 6;

function Moves({ detail: { cameAndWent } }: { readonly detail: UsageDetail }) {
  const { came, went, since } = cameAndWent;
  const words = (moves: typeof came, sign: string): string => {
    const names = moves.slice(0, named).map(({ name }) => (name === null ? 'unnamed' : shortText(name)));
    const more = moves.length - names.length;
    return `${sign}${moves.length} ${names.join(', ')}${more > 0 ? ` +${more}` : ''}`;
  };
  return (
    <>
      <p>
        {came.length === 0 && went.length === 0 ? 'Nobody' : null}
        {came.length === 0 ? null : words(came, '+')}
        {came.length > 0 && went.length > 0 ? ' · ' : null}
        {went.length === 0 ? null : words(went, '−')}
      </p>
      <p className="text-table text-ink-3">{since}</p>
    </>
  );
}

function Effect({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  const { currency } = useReview();
  const { effectPerMonth, effectPerInvoice, atRiskPerMonth, estimated, note } = row.money;
  const change = changeOf(row);
  const price = detail.lines.find(({ psaLineId }) => psaLineId === row.target?.psaLineId)?.unitPrice;
  const at = price === undefined || price === null ? '' : ` at ${formatMoney(price)} each`;
  return (
    <>
      {change === null ? null : (
        <p>
          {formatDecimal(change.before)} → {formatDecimal(change.after)}
          {at}:{' '}
          <span className="font-medium">
            {effectPerMonth === null
              ? 'effect unknown'
              : `${formatMoney(effectPerMonth, { signed: true })} ${currency} a month`}
          </span>
          {effectPerInvoice === null || effectPerInvoice === effectPerMonth
            ? ''
            : `, ${formatMoney(effectPerInvoice, { signed: true })} per invoice`}
        </p>
      )}
      {atRiskPerMonth === null ? null : (
        <p>
          {formatMoney(atRiskPerMonth)} {currency} a month at risk
          {estimated ? ', estimated by the cheapest mapped product' : ''}
        </p>
      )}
      {note === null ? null : <p className="text-table text-ink-2">{note}</p>}
      <p className="text-table text-ink-3">{row.reason}</p>
    </>
  );
}

const Code = ({ children }: { readonly children: ReactNode }) => (
  <span className="font-mono text-label break-all">{children}</span>
);
