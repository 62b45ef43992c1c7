import type { ReactNode } from 'react';
import { Link } from '../../components/router.tsx';
import { kindsOfMeasure } from '../../../contracts/api/figures.ts';
import { keeping } from '../../../domain/defaults.ts';
import { useSchedule } from '../../api/integration-commands.ts';
import { type Integration, useStatus } from '../../api/integrations.ts';
import { Figure } from '../../components/figure.tsx';
import { figureName } from '../../values/figure-words.ts';
import { useWords } from '../../components/words.ts';
import { formatCount } from '../../values/format.ts';
import { DataAge, Instant } from '../../components/instant.tsx';
import { SeatRule } from '../../components/seat-rule.tsx';
import { daysText } from './days-text.ts';
import { useIntegrationTexts } from './texts.ts';
import { filled, slot } from '../../components/texts.ts';

const figures = ['underBilled', 'overBilled', 'notBilled'] as const;

/** What the integration holds, each number with its time. */
export function Overview({ integration }: { readonly integration: Integration }) {
  const { id, accounts, seats, openLines, lastGoodSyncAt, currency, measures } = integration;
  const text = useIntegrationTexts(id);
  const { psa, seatRule } = useWords(id);
  const schedule = useSchedule(id);
  const next = schedule.data?.nextTimes[0];
  const days = useStatus(id).data?.billingDays;
  return (
    <div className="flex flex-col gap-4">
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line md:grid-cols-5">
        <Tile
          words={text('console-integration.figure.seats')}
          value={formatCount(seats)}
          at={lastGoodSyncAt}
          to={`/integrations/${id}/accounts?status=all`}
        />
        <Tile
          words={text('console-integration.figure.open-lines')}
          value={formatCount(openLines)}
          at={lastGoodSyncAt}
          to={`/usage?integration=${id}&toDecide=true`}
        />
        {figures.map((measure) => (
          <Tile
            key={measure}
            words={text('console-integration.figure.per-month', { figure: figureName(measure), currency })}
            value={<Figure measure={measure} totals={measures[measure]} />}
            at={lastGoodSyncAt}
            to={`/usage?integration=${id}&show=open&kind=${kindsOfMeasure(measure).join()}`}
          />
        ))}
      </dl>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 rounded-card border border-line bg-surface p-4">
        <Fact words={text('console-integration.fact.module')}>
          {integration.module === 'billing' ? text('console-integration.module.billing') : integration.module}
        </Fact>
        <Fact words={text('console-integration.fact.psa')}>{psa}</Fact>
        <Fact words={text('console-integration.fact.accounts')}>
          {filled(
            text('console-integration.fact.mapped-of', { mapped: slot(0), total: accounts.total }),
            <Link className="text-accent underline" to={`/integrations/${id}/accounts?status=all`}>
              {text('console-integration.fact.mapped', accounts)}
            </Link>,
          )}
        </Fact>
        <Fact words={text('console-integration.fact.state-since')}>
          <Instant at={integration.since} />
        </Fact>
        <Fact words={text('console-integration.fact.last-sync')}>
          {lastGoodSyncAt === null ? (
            text('console-integration.fact.none-yet')
          ) : (
            <Instant at={lastGoodSyncAt} />
          )}
        </Fact>
        <Fact words={text('console-integration.fact.next-sync')}>
          {next === undefined ? text('console-integration.fact.none-planned') : <Instant at={next} />}
        </Fact>
        <Fact words={text('console-integration.fact.days')}>
          {days === undefined ? '…' : daysText(days, text)}
        </Fact>
        <Fact words={text('console-integration.fact.usernames')}>
          {integration.keepNames
            ? text('console-integration.fact.names-stored', { months: keeping.namesMonths })
            : text('console-integration.fact.names-not-stored')}{' '}
          <Link className="text-accent underline" to="/settings/privacy">
            {text('console-integration.fact.privacy')}
          </Link>
        </Fact>
      </dl>
      <SeatRule text={seatRule} />
    </div>
  );
}

function Tile({
  words,
  value,
  at,
  to,
}: {
  readonly words: string;
  readonly value: ReactNode;
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
        <DataAge
          at={at}
          words={useIntegrationTexts()('console-integration.figure.sync-of', { when: slot(0) })}
        />
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
