import type { ReactNode } from 'react';
import { Link } from '../../components/router.tsx';
import { keeping } from '../../../domain/defaults.ts';
import { useSchedule } from '../../api/integration-commands.ts';
import { type Integration, useStatus } from '../../api/integrations.ts';
import { measureMoney } from '../../context/measure-words.ts';
import { useWords } from '../../components/words.ts';
import { formatCount } from '../../values/format.ts';
import { DataAge, Instant } from '../../components/instant.tsx';
import { SeatRule } from '../../components/seat-rule.tsx';
import { daysWords } from './days-words.ts';

const moduleNames: Readonly<Record<string, string>> = { billing: 'Billing' };

const figures = [
  ['underBilled', 'Under-billed', 'increase'],
  ['overBilled', 'Over-billed', 'decrease,orphan'],
  ['notBilled', 'Not billed', 'unmapped,new,bills-nothing'],
] as const;

/** What the connection holds, each number with its time. */
export function Overview({ integration }: { readonly integration: Integration }) {
  const { id, accounts, seats, openLines, lastGoodSyncAt, currency, measures } = integration;
  const { vendor, psa, seatRule } = useWords(id);
  const schedule = useSchedule(id);
  const next = schedule.data?.nextTimes[0];
  const days = useStatus(id).data?.billingDays;
  return (
    <div className="flex flex-col gap-4">
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line md:grid-cols-5">
        <Figure
          words="Seats"
          value={formatCount(seats)}
          at={lastGoodSyncAt}
          to={`/integrations/${id}/accounts?status=all`}
        />
        <Figure
          words="Open lines"
          value={formatCount(openLines)}
          at={lastGoodSyncAt}
          to={`/usage?integration=${id}&toDecide=true`}
        />
        {figures.map(([measure, words, kinds]) => (
          <Figure
            key={measure}
            words={`${words} a month, ${currency}`}
            value={measureMoney(measure, measures[measure])}
            at={lastGoodSyncAt}
            to={`/usage?integration=${id}&show=open&kind=${kinds}`}
          />
        ))}
      </dl>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 rounded-card border border-line bg-surface p-4">
        <Fact words="Module">{moduleNames[integration.module] ?? integration.module}</Fact>
        <Fact words="PSA">{psa}</Fact>
        <Fact words="Accounts">
          <Link className="text-accent underline" to={`/integrations/${id}/accounts?status=all`}>
            {formatCount(accounts.mapped)} mapped · {formatCount(accounts.excluded)} excluded ·{' '}
            {formatCount(accounts.unmapped)} unmapped
          </Link>{' '}
          of {formatCount(accounts.total)}
        </Fact>
        <Fact words="State since">
          <Instant at={integration.since} />
        </Fact>
        <Fact words="Last good sync">
          {lastGoodSyncAt === null ? 'none yet' : <Instant at={lastGoodSyncAt} />}
        </Fact>
        <Fact words="Next sync">{next === undefined ? 'none planned' : <Instant at={next} />}</Fact>
        <Fact words="Days">{days === undefined ? '…' : daysWords(days, psa)}</Fact>
        <Fact words="Usernames">
          {integration.keepNames
            ? `kept as evidence while ${vendor} lists the user, and ${keeping.namesMonths} months after`
            : 'not kept'}{' '}
          <Link className="text-accent underline" to="/settings/privacy">
            Privacy
          </Link>
        </Fact>
      </dl>
      <SeatRule text={seatRule} />
    </div>
  );
}

function Figure({
  words,
  value,
  at,
  to,
}: {
  readonly words: string;
  readonly value: string;
  readonly at: string | null;
  readonly to?: string;
}) {
  return (
    <div className="flex flex-col bg-surface px-4 py-3">
      <dt className="text-table text-ink-2">{words}</dt>
      <dd className="text-figure font-semibold">
        {to === undefined ? (
          value
        ) : (
          <Link className="hover:underline" to={to}>
            {value}
          </Link>
        )}
      </dd>
      <dd>
        <DataAge at={at} words="sync of" />
      </dd>
    </div>
  );
}

function Fact({ words, children }: { readonly words: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{words}</dt>
      <dd>{children}</dd>
    </>
  );
}
