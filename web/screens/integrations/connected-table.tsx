import { Link } from '../../components/router.tsx';
import { useSchedule } from '../../api/integration-commands.ts';
import { type Integration } from '../../api/integrations.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
import { useWords } from '../../components/words.ts';
import { formatCount, formatInstant } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import { SeatCount } from '../../components/seat-count.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { problemsOf } from './problems.ts';
import { RetryFailed } from '../runs/retry-failed.tsx';
import { Figure } from '../../components/figure.tsx';
import { useIntegrationsTexts } from './texts.ts';
import { stateText } from '../../components/state-text.ts';

const heads = [
  ['vendor', ''],
  ['state', ''],
  ['psa', 'max-sm:hidden text-left'],
  ['last-sync', 'max-sm:hidden text-left'],
  ['mapped', 'text-right'],
  ['seats', 'text-right'],
  ['open', 'text-right'],
  ['not-billed', 'max-sm:hidden text-right'],
  ['next-sync', 'max-sm:hidden text-left'],
] as const;

/** Connected integrations, a row each; on a phone a card each. */
export function ConnectedTable({ integrations }: { readonly integrations: readonly Integration[] }) {
  const text = useIntegrationsTexts();
  return (
    <section aria-labelledby="connected">
      <h2 id="connected" className="mb-2 text-section font-semibold">
        {text('console-integrations.connected')}
      </h2>
      <div
        className="overflow-x-auto rounded-card border border-line bg-surface"
        tabIndex={0}
        role="group"
        aria-labelledby="connected"
      >
        <table className="w-full sm:min-w-[58rem] text-table">
          <thead className="bg-sunken text-meta text-ink-2">
            <tr>
              {heads.map(([head, look]) => (
                <th
                  key={head}
                  scope="col"
                  className={`h-8 px-2 sm:px-3 font-semibold whitespace-nowrap ${look === '' ? 'text-left' : look}`}
                >
                  {text(`console-integrations.column.${head}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {integrations.map((integration) => (
              <Row key={integration.id} integration={integration} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ integration }: { readonly integration: Integration }) {
  const { id, status, lastGoodSyncAt, accounts, seats, openLines, measures } = integration;
  const { vendorName, psa, seatRule } = useWords(id);
  const text = useIntegrationsTexts(id);
  const schedule = useSchedule(id);
  const { runs } = useRunWatch();
  const next = schedule.data?.nextTimes[0];
  return (
    <>
      <tr className="border-t border-line [&>td]:px-2 sm:[&>td]:px-3 [&>td]:py-2">
        <td className="font-medium">
          <Link to={`/integrations/${id}`} className="text-accent hover:underline">
            {vendorName}
          </Link>
        </td>
        <td>
          <StatusPill state={status} words={stateText(`console-states.integration.${status}`)} inRow />
        </td>
        <td className="max-sm:hidden">{psa}</td>
        <td className="max-sm:hidden">{lastGoodSyncAt === null ? '–' : <Instant at={lastGoodSyncAt} />}</td>
        <td className="text-right">{text('console-integrations.mapped-of', accounts)}</td>
        <td className="text-right">
          <SeatCount of={vendorName} seats={seats} readAt={lastGoodSyncAt} rule={seatRule}>
            <Link to={`/integrations/${id}/accounts?status=all`} className="text-table text-accent underline">
              {text('console-integrations.seats-and-statuses')}
            </Link>
          </SeatCount>
        </td>
        <td className="text-right">
          <Link to={`/usage?integration=${id}&toDecide=true`} className="text-accent hover:underline">
            {formatCount(openLines)}
          </Link>
        </td>
        <td className="text-right whitespace-nowrap max-sm:hidden">
          <Figure measure="notBilled" totals={measures.notBilled} named />
        </td>
        <td className="whitespace-nowrap max-sm:hidden">{next === undefined ? '–' : formatInstant(next)}</td>
      </tr>
      {problemsOf(integration, runs, text).map((problem) => (
        <tr key={problem.words + problem.detail}>
          <td colSpan={heads.length} className="px-3 pb-2">
            <span className="inline-flex flex-wrap items-center gap-2">
              <StatusPill state={problem.state} words={problem.words} inRow />
              <span className="text-ink-2">{problem.detail}</span>
              {problem.retries ? (
                <RetryFailed integrationId={id}>{text('console-integrations.retry-failed')}</RetryFailed>
              ) : null}
              <Link to={problem.link.to} className="text-accent underline">
                {problem.link.words}
              </Link>
            </span>
          </td>
        </tr>
      ))}
    </>
  );
}
