import type { ReactNode } from 'react';
import type { MonthFigures } from '../../api/month-figures.ts';
import { Button } from '../../components/button.tsx';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Figure } from '../../components/figure.tsx';
import { DatedInstant } from '../../components/instant.tsx';
import { Link } from '../../components/router.tsx';
import { filled, slot } from '../../components/texts.ts';
import { useMediaQuery } from '../../components/use-media-query.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { totalsOfMonth } from '../../context/month-money.ts';
import { filesOfMonth } from '../../context/report-files.ts';
import { amount } from '../../values/figure.ts';
import { figureName } from '../../values/figure-words.ts';
import { formatCount, ownCurrency } from '../../values/format.ts';
import { monthName } from '../../values/month.ts';
import { type ReportsText, useReportsTexts } from './texts.ts';

const link = 'text-accent underline max-sm:py-1';

/** Twelve months, the newest first: what each brought and left, who closed it, and its files. */
export function Months({
  integrationId,
  months: { items, earlier },
  newest,
  onUntil,
}: {
  readonly integrationId: string;
  readonly months: { readonly items: readonly MonthFigures[]; readonly earlier: string | null };
  /** The running month is the first. */
  readonly newest: boolean;
  /** Shows other months; null: the newest. */
  readonly onUntil: (until: string | null) => void;
}) {
  const text = useReportsTexts(integrationId);
  const narrow = useMediaQuery('(width < 48rem)');
  const columns = monthColumns(integrationId, text);
  const label = text('console-reports.months');
  const rowId = ({ month }: MonthFigures): string => month;
  return (
    <div className="flex flex-col gap-3">
      {items.length === 0 ? (
        <EmptyState text={text('console-reports.no-month')} />
      ) : narrow ? (
        <MonthCards label={label} columns={columns} months={items} />
      ) : (
        <DataTable label={label} columns={columns} rows={items} rowId={rowId} />
      )}
      {earlier === null && newest ? null : (
        <div className="flex flex-wrap gap-2 print:hidden">
          {newest ? null : (
            <Button dense onClick={() => onUntil(null)}>
              {text('console-reports.newest')}
            </Button>
          )}
          {earlier === null ? null : (
            <Button dense onClick={() => onUntil(earlier)}>
              {text('console-reports.earlier')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

/** The same on a phone, where a table would not fit: one card for each month. */
function MonthCards({
  label,
  columns: [month, ...columns],
  months,
}: {
  readonly label: string;
  readonly columns: readonly TableColumn<MonthFigures>[];
  readonly months: readonly MonthFigures[];
}) {
  return (
    <ul
      aria-label={label}
      className="divide-y divide-line rounded-card border border-line bg-surface text-table"
    >
      {months.map((one) => (
        <li key={one.month} className="flex flex-col gap-2 px-4 py-3">
          {month?.cell(one)}
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
            {columns
              .map(({ id, head, cell }) => ({ id, head, shown: cell(one) }))
              .filter(({ shown }) => shown !== null)
              .map(({ id, head, shown }) => (
                <div key={id} className="contents">
                  <dt className="text-ink-2">{head}</dt>
                  <dd className="text-right tabular-nums">{shown}</dd>
                </div>
              ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}

const monthColumns = (integrationId: string, text: ReportsText): readonly TableColumn<MonthFigures>[] => [
  {
    id: 'month',
    head: text('console-reports.column.month'),
    cell: (month) => <MonthCell integrationId={integrationId} of={month} text={text} />,
  },
  {
    id: 'recovered',
    head: text('console-reports.column.recovered', { currency: ownCurrency() }),
    numeric: true,
    cell: (month) => <MonthFigure measure="recovered" of={month} />,
  },
  {
    id: 'credited',
    head: figureName('credited'),
    numeric: true,
    cell: (month) => <MonthFigure measure="credited" of={month} />,
  },
  {
    id: 'not-billed',
    head: figureName('notBilled'),
    numeric: true,
    cell: ({ notBilled, currency }) =>
      notBilled === null ? (
        <UntilClosed text={text} />
      ) : (
        <Figure measure="notBilled" totals={totalsOfMonth(notBilled, currency)} />
      ),
  },
  {
    id: 'open',
    head: text('console-reports.column.open-lines'),
    numeric: true,
    cell: ({ openLines }) => (openLines === null ? <UntilClosed text={text} /> : formatCount(openLines)),
  },
  {
    id: 'closed',
    head: text('console-reports.column.closed'),
    cell: (month) => closedText(month, text),
  },
  {
    id: 'files',
    head: text('console-reports.column.files'),
    cell: (month) =>
      month.reviewMonthId === null && !month.running ? null : (
        <Files integrationId={integrationId} of={month} text={text} />
      ),
  },
];

const MonthFigure = ({
  measure,
  of,
}: {
  readonly measure: 'recovered' | 'credited';
  readonly of: MonthFigures;
}) => <Figure measure={measure} totals={totalsOfMonth(of[measure], of.currency)} />;

const UntilClosed = ({ text }: { readonly text: ReportsText }) => (
  <span title={text('console-reports.unknown-until-closed')} className="text-ink-2">
    {amount(null)}
  </span>
);

function MonthCell({
  integrationId,
  of: { month, running, state, reviewMonthId, version, earlierVersions },
  text,
}: {
  readonly integrationId: string;
  readonly of: MonthFigures;
  readonly text: ReportsText;
}) {
  const place = reviewMonthId ?? (running ? `running/${integrationId}` : null);
  const notes: readonly ReactNode[] = [
    state === 'open' ? text(running ? 'console-reports.state.running' : 'console-reports.state.open') : null,
    state === 'reopened' ? text('console-reports.state.reopened') : null,
    version === null || version === 1 ? null : text('console-reports.version', { number: version }),
    ...earlierVersions.map((one) => (
      <Link to={`/reports/${one.id}`} className={link}>
        {text('console-reports.version', { number: one.version })}
      </Link>
    )),
  ];
  return (
    <span className="flex flex-wrap items-baseline gap-x-2">
      {place === null ? (
        <span className="font-semibold whitespace-nowrap">{monthName(month)}</span>
      ) : (
        <Link to={`/reports/${place}`} className={`${link} font-semibold whitespace-nowrap`}>
          {monthName(month)}
        </Link>
      )}
      {notes
        .filter((note) => note !== null)
        .map((note, nth) => (
          <span key={nth} className="text-label text-ink-2">
            {note}
          </span>
        ))}
    </span>
  );
}

/** By whom and when; of the running month, how old its figures are. */
function closedText({ closedBy, closedAt, composedAt }: MonthFigures, text: ReportsText): ReactNode {
  if (closedBy !== null && closedAt !== null)
    return filled(
      text('console-reports.closed-by', { who: slot(0), when: slot(1) }),
      <VendorText text={closedBy.name ?? closedBy.kind} />,
      <DatedInstant at={closedAt} />,
    );
  return composedAt === null
    ? null
    : filled(text('console-reports.as-of', { when: slot(0) }), <DatedInstant at={composedAt} />);
}

function Files({
  integrationId,
  of: { month, reviewMonthId },
  text,
}: {
  readonly integrationId: string;
  readonly of: MonthFigures;
  readonly text: ReportsText;
}) {
  return (
    <span className="inline-flex flex-wrap gap-x-3 gap-y-1">
      {filesOfMonth(integrationId, reviewMonthId, text('console-reports.control-list')).map(
        ({ words, href }) => (
          <a
            key={words}
            href={href}
            download
            aria-label={text('console-reports.file-of', { file: words, month: monthName(month) })}
            className={link}
          >
            {words}
          </a>
        ),
      )}
    </span>
  );
}
