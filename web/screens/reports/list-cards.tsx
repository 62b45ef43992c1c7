import type { ReactNode } from 'react';
import { customerSheetsArchive } from '../../api/customers.ts';
import { type ListFigures, useListFigures } from '../../api/list-figures.ts';
import { cleanUpPlace, notBilledYetPlace } from '../../components/report-places.ts';
import { Link } from '../../components/router.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { figure, sumText } from '../../values/figure.ts';
import { type ReportsText, useReportsTexts } from './texts.ts';

/** The lists that can be exported in addition to reports, each with its total. */
export function ListCards({ integrationId }: { readonly integrationId: string }) {
  const text = useReportsTexts(integrationId);
  const query = useListFigures(integrationId);
  return (
    <section
      aria-label={text('console-reports.lists')}
      className="min-w-0 divide-y divide-line rounded-card border border-line bg-surface"
    >
      <QueryView query={query} rows={2}>
        {(lists) => (
          <>
            <Card to={notBilledYetPlace(integrationId)} name={text('console-reports.lines-to-add')}>
              {linesToAdd(lists, text)}
            </Card>
            <Card to={cleanUpPlace(integrationId)} name={text('console-reports.unused-seats')}>
              {unusedSeats(lists, text)}
            </Card>
          </>
        )}
      </QueryView>
      <div className="flex flex-col gap-0.5 px-4 py-3">
        <h3>
          <a
            href={customerSheetsArchive(integrationId)}
            download
            className="font-semibold text-accent hover:underline"
          >
            {text('console-reports.customer-sheets')}
          </a>
        </h3>
        <Facts facts={[text('console-reports.customer-sheets-are')]} />
      </div>
    </section>
  );
}

function Card({
  to,
  name,
  children,
}: {
  readonly to: string;
  readonly name: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="flex flex-col gap-0.5 px-4 py-3">
      <h3>
        <Link to={to} className="font-semibold text-accent hover:underline">
          {name}
        </Link>
      </h3>
      {children}
    </div>
  );
}

const Facts = ({ facts }: { readonly facts: readonly (string | null)[] }) =>
  facts
    .filter((fact) => fact !== null)
    .map((fact) => (
      <p key={fact} className="text-table text-ink-2 tabular-nums">
        {fact}
      </p>
    ));

const linesToAdd = ({ linesToAdd: add, linesToCheck: check }: ListFigures, text: ReportsText) => (
  <Facts
    facts={[
      text('console-reports.lines-to-add-figures', {
        count: add.lines,
        amount: figure('notBilled', add, { named: true }),
      }),
      check.lines === 0 ? null : text('console-reports.lines-to-check', { count: check.lines }),
    ]}
  />
);

const unusedSeats = ({ unusedSeats: { seats, customers, cost } }: ListFigures, text: ReportsText) => (
  <Facts
    facts={[
      text('console-reports.unused-seats-figures', {
        seats,
        customers,
        amount: sumText(cost, { named: true }),
      }),
    ]}
  />
);
