import { Fragment, type ReactNode } from 'react';
import type { IntegrationTotals, Totals } from '../../api/usage.ts';
import { ErrorCard, FailureCard } from '../../components/failure-card.tsx';
import { formatCount, formatDecimal, plural } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { signOf } from '../../values/exact.ts';

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
  if (isPending) return <Skeleton rows={2} label="Loading control totals" />;
  if (data === undefined) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  return data.map((one) => <Band key={one.integrationId} {...one} />);
}

export function Band({ totals, composedAt }: Pick<IntegrationTotals, 'totals' | 'composedAt'>) {
  return (
    <section aria-label="Control totals" className="flex flex-col gap-2">
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
        <Fact name="Accounts">
          <Sum total={formatCount(totals.accounts.listed)} parts={accountParts(totals.accounts)} />
        </Fact>
        <Fact name="Seats">
          <Sum total={formatCount(totals.seats.counted)} parts={seatParts(totals.seats)} />
        </Fact>
        <Fact name="Billed units">
          <Sum total={formatDecimal(totals.units.live)} parts={unitParts(totals.units)} />
        </Fact>
        <Fact name="Lines">
          {formatCount(totals.lines.total)}
          <span className="text-ink-2"> · {formatCount(totals.lines.held)} held</span>
        </Fact>
        {totals.notRead.accounts.length === 0 ? null : (
          <Fact name="Not read">
            <NotRead totals={totals} />
          </Fact>
        )}
        <Fact name="Composed">
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

type Part = readonly [count: string, name: string];

/** "1,800 = 1,714 mapped + 12 internal + 18 excluded + 56 unmapped"; parts of nothing are left out. */
const Sum = ({ total, parts }: { readonly total: string; readonly parts: readonly Part[] }) => (
  <>
    {total}
    <span className="font-normal text-ink-2">
      {parts.map(([count, name], index) => (
        <Fragment key={name}>
          {index === 0 ? ' = ' : ' + '}
          {count} {name}
        </Fragment>
      ))}
    </span>
  </>
);

const some = (parts: readonly (readonly [number, string])[]): readonly Part[] =>
  parts
    .filter(([count], index) => count !== 0 || index === 0)
    .map(([count, name]) => [formatCount(count), name]);

const accountParts = (accounts: Totals['accounts']): readonly Part[] =>
  some([
    [accounts.counted, 'counted'],
    [accounts.incomplete, 'incomplete'],
    [accounts.failed, 'failed'],
    [accounts.gone, 'gone'],
    [accounts.notYetRead, 'not yet read'],
  ]);

const seatParts = (seats: Totals['seats']): readonly Part[] =>
  some([
    [seats.mapped, 'mapped'],
    [seats.internal, 'internal'],
    [seats.nfr, 'NFR'],
    [seats.excluded, 'excluded'],
    [seats.unmapped, 'unmapped'],
  ]);

function unitParts({ inGroups, noAccount, ignored, ...split }: Totals['units']): readonly Part[] {
  const { otherPurpose, billedTwice } = split;
  const parts: readonly Part[] = [
    [inGroups, 'in groups'],
    [noAccount, 'no account'],
    ...(otherPurpose === undefined || billedTwice === undefined
      ? ([[ignored, 'ignored']] as const)
      : ([
          [otherPurpose, 'other purpose'],
          [billedTwice, 'billed twice'],
        ] as const)),
  ];
  return parts
    .filter(([units], index) => index === 0 || signOf(units) !== 0)
    .map(([units, name]) => [formatDecimal(units), name]);
}

function NotRead({ totals: { notRead } }: { readonly totals: Totals }) {
  const [first, ...others] = notRead.accounts;
  const isKnown = notRead.accounts.some(({ lastKnownSeats }) => lastKnownSeats !== null);
  return (
    <span className="flex max-w-96 gap-1 whitespace-nowrap">
      {plural(notRead.accounts.length, 'account')}
      <span className="flex min-w-0 gap-1 font-normal text-ink-2">
        <span className="shrink-0">
          · {isKnown ? `last known ${plural(notRead.lastKnownSeats, 'seat')}` : 'never counted'} ·
        </span>
        <VendorText text={first?.name ?? ''} oneLine />
        {others.length === 0 ? null : <span className="shrink-0">+{others.length} more</span>}
      </span>
    </span>
  );
}
