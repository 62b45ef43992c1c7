import { consoleControlTotals } from '../../../messages/generated/console-control-totals.ts';
import { Fragment, type ReactNode } from 'react';
import type { IntegrationTotals, Totals } from '../../api/usage.ts';
import { ErrorCard, FailureCard } from '../../components/failure-card.tsx';
import { formatCount, formatDecimal } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { type Texts, useTexts } from '../../components/texts.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { signOf } from '../../values/decimals.ts';

type Text = Texts<typeof consoleControlTotals.declared>;

/** Control totals as they are read. */
export interface TotalsQuery {
  readonly data: readonly IntegrationTotals[] | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly refetch: () => Promise<unknown>;
}

/** Control totals above the review, always closing (RULES 12); a sum that does not close is an error of ours. */
export function ControlBand({ query }: { readonly query: TotalsQuery }) {
  const { data, error, isPending, refetch } = query;
  const text = useTexts(consoleControlTotals);
  if (isPending) return <Skeleton rows={2} label={text('console-control-totals.loading')} />;
  if (data === undefined) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  return data.map((one) => <Band key={one.integrationId} {...one} />);
}

export function Band({ totals, composedAt }: Pick<IntegrationTotals, 'totals' | 'composedAt'>) {
  const text = useTexts(consoleControlTotals);
  return (
    <section aria-label={text('console-control-totals.title')} className="flex flex-col gap-2">
      {totals.closes ? null : (
        <FailureCard
          failure={{
            code: 'TotalsDoNotClose',
            detail: totals.mismatches
              .map(({ message }) => message)
              .join(' · ')
              .slice(0, 500),
          }}
        />
      )}
      <dl
        className={`flex flex-wrap gap-x-5 rounded-card border bg-surface px-3 py-1 text-label tabular-nums ${totals.closes ? 'border-line' : 'border-bad-mark'}`}
      >
        <Fact name={text('console-control-totals.accounts')}>
          <Sum total={formatCount(totals.accounts.listed)} parts={accountParts(totals.accounts, text)} />
        </Fact>
        <Fact name={text('console-control-totals.seats')}>
          <Sum total={formatCount(totals.seats.counted)} parts={seatParts(totals.seats, text)} />
        </Fact>
        {totals.billable === undefined || !isRuled(totals.billable) ? null : (
          <Fact name={text('console-control-totals.billable')}>
            <Sum total={formatCount(totals.billable.units)} parts={billableParts(totals.billable, text)} />
          </Fact>
        )}
        <Fact name={text('console-control-totals.units')}>
          <Sum total={formatDecimal(totals.units.live)} parts={unitParts(totals.units, text)} />
        </Fact>
        <Fact name={text('console-control-totals.lines')}>
          {formatCount(totals.lines.total)}
          <span className="text-ink-2">
            {' '}
            · {text('console-control-totals.blocked', { count: totals.lines.held })}
          </span>
        </Fact>
        {totals.notRead.accounts.length === 0 ? null : (
          <Fact name={text('console-control-totals.not-read')}>
            <NotRead totals={totals} text={text} />
          </Fact>
        )}
        <Fact name={text('console-control-totals.reconciled')}>
          <span className="font-normal">
            <Instant at={composedAt} />
          </span>
        </Fact>
      </dl>
    </section>
  );
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="flex min-w-0 gap-1.5 leading-5 max-sm:flex-wrap">
    <dt className="shrink-0 text-ink-3">{name}</dt>
    <dd className="min-w-0 font-medium">{children}</dd>
  </div>
);

type Part = readonly [count: string, name: string, sign?: ' −'];

/** "1,800 = 1,714 mapped + 12 internal + 18 excluded + 56 unmapped"; parts of nothing are left out. */
const Sum = ({ total, parts }: { readonly total: string; readonly parts: readonly Part[] }) => (
  <>
    {total}
    <span className="font-normal text-ink-2">
      {parts.map(([count, name, sign = ' +'], index) => (
        <Fragment key={name}>
          {index === 0 ? ' =' : sign} {count} {name}
        </Fragment>
      ))}
    </span>
  </>
);

const some = (parts: readonly (readonly [number, string])[]): readonly Part[] =>
  parts
    .filter(([count], index) => count !== 0 || index === 0)
    .map(([count, name]) => [formatCount(count), name]);

const accountParts = (accounts: Totals['accounts'], text: Text): readonly Part[] =>
  some([
    [accounts.counted, text('console-control-totals.account.counted')],
    [accounts.incomplete, text('console-control-totals.account.incomplete')],
    [accounts.failed, text('console-control-totals.account.failed')],
    [accounts.gone, text('console-control-totals.account.gone')],
    [accounts.notYetRead, text('console-control-totals.account.not-yet-read')],
  ]);

const seatParts = (seats: Totals['seats'], text: Text): readonly Part[] =>
  some([
    [seats.mapped, text('console-control-totals.seat.mapped')],
    [seats.internal, text('console-control-totals.seat.internal')],
    [seats.nfr, text('console-control-totals.seat.nfr')],
    [seats.excluded, text('console-control-totals.seat.excluded')],
    [seats.unmapped, text('console-control-totals.seat.unmapped')],
  ]);

type Billable = NonNullable<Totals['billable']>;

const isRuled = ({ less, more }: Billable): boolean => less > 0 || more > 0;

const billableParts = ({ seats, less, more }: Billable, text: Text): readonly Part[] => [
  ...some([
    [seats, text('console-control-totals.billable.seats')],
    [more, text('console-control-totals.billable.more')],
  ]),
  ...(less === 0 ? [] : ([[formatCount(less), text('console-control-totals.billable.less'), ' −']] as const)),
];

function unitParts({ inGroups, noAccount, ignored, ...split }: Totals['units'], text: Text): readonly Part[] {
  const { otherPurpose, billedTwice } = split;
  const parts: readonly Part[] = [
    [inGroups, text('console-control-totals.unit.on-lines')],
    [noAccount, text('console-control-totals.unit.no-account')],
    ...(otherPurpose === undefined || billedTwice === undefined
      ? ([[ignored, text('console-control-totals.unit.ignored')]] as const)
      : ([
          [otherPurpose, text('console-control-totals.unit.other-purpose')],
          [billedTwice, text('console-control-totals.unit.billed-twice')],
        ] as const)),
  ];
  return parts
    .filter(([units], index) => index === 0 || signOf(units) !== 0)
    .map(([units, name]) => [formatDecimal(units), name]);
}

function NotRead({ totals: { notRead }, text }: { readonly totals: Totals; readonly text: Text }) {
  const [first, ...others] = notRead.accounts;
  const isKnown = notRead.accounts.some(({ lastKnownSeats }) => lastKnownSeats !== null);
  return (
    <span className="flex max-w-96 gap-1 whitespace-nowrap">
      {text('console-control-totals.not-read.accounts', { count: notRead.accounts.length })}
      <span className="flex min-w-0 gap-1 font-normal text-ink-2">
        <span className="shrink-0">
          ·{' '}
          {isKnown
            ? text('console-control-totals.not-read.last-seats', { count: notRead.lastKnownSeats })
            : text('console-control-totals.not-read.never')}{' '}
          ·
        </span>
        <VendorText text={first?.name ?? ''} oneLine />
        {others.length === 0 ? null : (
          <span className="shrink-0">
            {text('console-control-totals.not-read.more', { count: others.length })}
          </span>
        )}
      </span>
    </span>
  );
}
