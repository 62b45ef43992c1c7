import type { ReactNode } from 'react';
import { useAccountsOfCompany, type UsageDetail, type UsageRow } from '../../api/usage.ts';
import { useWords } from '../../app/words.tsx';
import { formatCount, formatDecimal, formatInstant, formatMoney, plural } from '../../components/format.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { shortText } from '../../components/visible-text.ts';
import { LandsOnQuestion } from './lands-on-question.tsx';
import { changeOf } from './line-facts.ts';
import { OnlyThis } from './only-this.tsx';
import { useReview } from './review.tsx';

/** Right customer? Complete and recent? Who came and went? Effect on the invoice? From which invoice? */
export function FiveQuestions({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  return (
    <dl
      className="grid grid-cols-[5.25rem_minmax(0,1fr)] gap-x-2 gap-y-2 text-table"
      aria-label="Five questions"
    >
      <Question name="1 Customer">
        <Customer detail={detail} />
      </Question>
      <Question name="2 Complete">
        <Complete detail={detail} />
      </Question>
      <Question name="3 Who">
        <Moves detail={detail} />
      </Question>
      <Question name="4 Invoice">
        <Effect row={row} detail={detail} />
      </Question>
      <Question name="5 From when">
        <LandsOnQuestion row={row} />
      </Question>
    </dl>
  );
}

const Question = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <>
    <dt className="text-label leading-5 font-semibold text-ink-2">{name}</dt>
    <dd className="min-w-0">{children}</dd>
  </>
);

/** "by exact name yesterday 14:02", "by Dana Kim 3 Nov 09:10". */
function Customer({ detail }: { readonly detail: UsageDetail }) {
  const { company, integrationId } = detail;
  const { psa, psaIds, company: one } = useWords(integrationId);
  const mapped = useAccountsOfCompany(integrationId, company?.id ?? null);
  if (company === null) return `Not mapped to a ${psa} ${one} yet.`;
  const ways = (mapped.data?.items ?? []).map(({ mapping: { origin, decidedByName, decidedAt } }) =>
    decidedAt === null
      ? 'mapped'
      : `mapped ${origin === 'exact' ? 'by exact name' : `by ${shortText(decidedByName ?? 'a person')}`} ${formatInstant(decidedAt)}`,
  );
  return (
    <>
      <VendorText text={company.name} /> ·{' '}
      <span className="font-mono text-label">
        {psaIds} {company.id}
      </span>{' '}
      <OnlyThis what="company" id={company.id} />
      {[...new Set(ways)].map((way) => (
        <span key={way} className="block text-ink-2">
          {way}
        </span>
      ))}
    </>
  );
}

/** Seats with the time of both readings; an incomplete or failed try with its cause. */
function Complete({ detail }: { readonly detail: UsageDetail }) {
  const { accounts, vendorReadAt, psaReadAt, notRead } = detail;
  const { vendor, psa } = useWords(detail.integrationId);
  const { seats, isComplete } = countOf(accounts);
  const words = `seats in ${plural(accounts.length, 'account')}`;
  return (
    <>
      {accounts.length === 0
        ? `No ${vendor} account is mapped.`
        : !isComplete
          ? 'No complete count'
          : notRead === null
            ? `${formatCount(seats)} of ${formatCount(seats)} ${words}`
            : `Not now: last ${formatCount(seats)} ${words}`}
      <span className="block text-ink-2">
        {accounts.length === 0
          ? ''
          : `${vendor} ${vendorReadAt === null ? 'not read yet' : `read ${formatInstant(vendorReadAt)}`} · `}
        {psa} {psaReadAt === null ? 'not read' : `read ${formatInstant(psaReadAt)}`}
      </span>
      {notRead === null || accounts.some(({ newestRead }) => newestRead?.cause != null) ? null : (
        <span className="block text-warn">
          {notRead.reason} {notRead.at === null ? '' : formatInstant(notRead.at)}{' '}
          {notRead.cause?.advice ?? ''}
        </span>
      )}
      {accounts.map(({ accountId, name, newestRead }) =>
        newestRead === null || newestRead.cause === null ? null : (
          <span key={accountId} className="block text-warn">
            <VendorText text={name} />: {newestRead.cause.title} {formatInstant(newestRead.at)}.{' '}
            {newestRead.cause.advice}
          </span>
        ),
      )}
    </>
  );
}

function countOf(accounts: UsageDetail['accounts']) {
  return {
    seats: accounts.reduce((sum, { seats }) => (seats === null ? sum : sum + seats), 0),
    isComplete: accounts.every(({ seats }) => seats !== null),
  };
}

const named = 4;

function Moves({ detail: { cameAndWent } }: { readonly detail: UsageDetail }) {
  const { came, went, since } = cameAndWent;
  const words = (moves: typeof came, sign: string): string => {
    const names = moves.slice(0, named).map(({ name }) => (name === null ? 'unnamed' : shortText(name)));
    const more = moves.length - names.length;
    return `${sign}${moves.length} ${names.join(', ')}${more > 0 ? ` +${more}` : ''}`;
  };
  return (
    <>
      {came.length === 0 && went.length === 0 ? 'Nobody' : null}
      {came.length === 0 ? null : words(came, '+')}
      {came.length > 0 && went.length > 0 ? ' · ' : null}
      {went.length === 0 ? null : words(went, '−')} <span className="text-ink-3">{since}</span>
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
        <>
          {formatDecimal(change.before)} → {formatDecimal(change.after)}
          {at}:{' '}
          <span className="font-semibold">
            {effectPerMonth === null
              ? 'effect unknown'
              : `${formatMoney(effectPerMonth, { signed: true })} ${currency} a month`}
          </span>
          {effectPerInvoice === null || effectPerInvoice === effectPerMonth
            ? ''
            : `, ${formatMoney(effectPerInvoice, { signed: true })} per invoice`}
        </>
      )}
      {atRiskPerMonth === null
        ? null
        : `${formatMoney(atRiskPerMonth)} ${currency} a month at risk${estimated ? ', estimated by the cheapest mapped product' : ''}`}
      {change === null && atRiskPerMonth === null ? (note ?? 'None') : null}
      {note === null || (change === null && atRiskPerMonth === null) ? null : (
        <span className="block text-ink-2">{note}</span>
      )}
    </>
  );
}
