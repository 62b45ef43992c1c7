import { Check, TriangleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { useAccountsOfCompany, type UsageDetail, type UsageRow } from '../../../api/usage.ts';
import { useWords } from '../../../components/words.ts';
import { formatCount, formatInstant } from '../../../values/format.ts';
import { SeatRule } from '../../../components/seat-rule.tsx';
import { seatStatuses } from '../../../components/seat-statuses.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { shortText } from '../../../components/visible-text.ts';
import { bookedText } from '../../usage-line/line-facts.ts';
import { LineSources } from './line-sources.tsx';
import { FilterLink } from './filter-link.tsx';
import { usePanelTexts } from './texts.ts';

/** Right customer? Complete and recent? Who came and went? Which seats? Read from where? One line each where all is well. */
export function Evidence({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  const text = usePanelTexts();
  return (
    <section
      aria-label={text('console-usage-panel.evidence')}
      className="divide-y divide-line border-y border-line"
    >
      <Customer detail={detail} />
      <Complete detail={detail} />
      <Moves detail={detail} />
      <Seats detail={detail} />
      <Booked detail={detail} />
      <Sources row={row} detail={detail} />
    </section>
  );
}

/** Folded to its line where all is well; what is not stands open. */
function Fold({
  name,
  line,
  isWell,
  children,
}: {
  readonly name: string;
  readonly line: ReactNode;
  readonly isWell: boolean;
  readonly children?: ReactNode;
}) {
  const id = useId();
  const Glyph = isWell ? Check : TriangleAlert;
  const head = (
    <>
      <Glyph
        size={14}
        aria-hidden
        className={`shrink-0 self-center ${isWell ? 'text-ok-mark' : 'text-warn-mark'}`}
      />
      <span className="w-16 shrink-0 text-label font-semibold text-ink-2">{name}</span>
      <span id={id} className="min-w-0 grow truncate group-open:whitespace-normal">
        {line}
      </span>
    </>
  );
  const look = 'flex min-h-8 items-baseline gap-2 py-1.5 text-table';
  if (children === undefined) return <div className={look}>{head}</div>;
  return (
    <details className="group" open={!isWell}>
      <summary
        className={`${look} cursor-pointer list-none hover:bg-hover`}
        aria-label={name}
        aria-describedby={id}
      >
        {head}
      </summary>
      <div className="flex flex-col gap-1 pb-2 pl-[5.5rem] text-table">{children}</div>
    </details>
  );
}

/** "Acme Corp, mapped by exact name 3 Nov". */
function Customer({ detail }: { readonly detail: UsageDetail }) {
  const { company, integrationId } = detail;
  const { psaIds } = useWords(integrationId);
  const text = usePanelTexts(integrationId);
  const mapped = useAccountsOfCompany(integrationId, company?.id ?? null);
  if (company === null)
    return (
      <Fold
        name={text('console-usage-panel.customer')}
        isWell={false}
        line={text('console-usage-panel.customer.not-mapped')}
      />
    );
  const ways = [
    ...new Set(
      (mapped.data?.items ?? []).map(({ mapping: { origin, decidedByName, decidedAt } }) =>
        decidedAt === null
          ? text('console-usage-panel.customer.mapped')
          : origin === 'exact'
            ? text('console-usage-panel.customer.mapped-exact', { when: formatInstant(decidedAt) })
            : text('console-usage-panel.customer.mapped-by', {
                who: shortText(decidedByName ?? text('console-usage-panel.someone')),
                when: formatInstant(decidedAt),
              }),
      ),
    ),
  ];
  return (
    <Fold
      name={text('console-usage-panel.customer')}
      isWell
      line={
        <>
          <VendorText text={company.name} /> · {ways[0] ?? `${psaIds} ${company.id}`}
        </>
      }
    >
      {ways.slice(1).map((way) => (
        <span key={way}>{way}</span>
      ))}
      <span>
        <span className="font-mono text-label">
          {psaIds} {company.id}
        </span>{' '}
        <FilterLink what="company" id={company.id} />
      </span>
    </Fold>
  );
}

/** Seats with the time of both readings; an incomplete or failed try with its cause. */
function Complete({ detail }: { readonly detail: UsageDetail }) {
  const { accounts, vendorReadAt, psaReadAt, notRead } = detail;
  const text = usePanelTexts(detail.integrationId);
  const seats = accounts.reduce((sum, one) => (one.seats === null ? sum : sum + one.seats), 0);
  const isComplete = accounts.every((one) => one.seats !== null);
  const counted = { seats, accounts: accounts.length };
  const failed = accounts.filter(({ newestRead }) => newestRead?.cause != null);
  const count =
    accounts.length === 0
      ? text('console-usage-panel.complete.no-account')
      : !isComplete
        ? text('console-usage-panel.complete.none')
        : notRead === null
          ? text('console-usage-panel.complete.seats', counted)
          : text('console-usage-panel.complete.last', counted);
  const read = [
    ...(accounts.length === 0
      ? []
      : [
          vendorReadAt === null
            ? text('console-usage-panel.complete.vendor-not-read')
            : text('console-usage-panel.complete.vendor-read', { when: formatInstant(vendorReadAt) }),
        ]),
    psaReadAt === null
      ? text('console-usage-panel.complete.psa-not-read')
      : text('console-usage-panel.complete.psa-read', { when: formatInstant(psaReadAt) }),
  ];
  return (
    <Fold
      name={text('console-usage-panel.complete')}
      isWell={accounts.length > 0 && isComplete && notRead === null}
      line={count}
    >
      <span className="text-ink-2">{read.join(' · ')}</span>
      {notRead === null || failed.length > 0 ? null : (
        <span className="text-warn">
          {notRead.reason.message} {notRead.at === null ? '' : formatInstant(notRead.at)}{' '}
          {notRead.cause?.advice ?? ''}
        </span>
      )}
      {failed.map(({ accountId, name, newestRead }) => (
        <span key={accountId} className="text-warn">
          <VendorText text={name} />: {newestRead?.cause?.title} {formatInstant(newestRead?.at ?? '')}.{' '}
          {newestRead?.cause?.advice}
        </span>
      ))}
    </Fold>
  );
}

type Move = UsageDetail['seatChanges']['came'][number];
const named = 3;

function Moves({ detail: { seatChanges, integrationId } }: { readonly detail: UsageDetail }) {
  const { came, went, since } = seatChanges;
  const text = usePanelTexts(integrationId);
  const nameOf = ({ name }: Move): string =>
    name === null ? text('console-usage-panel.moves.unnamed') : shortText(name);
  const namesOf = (moves: readonly Move[]): string => moves.map(nameOf).join(', ');
  const words = (moves: readonly Move[], sign: string): string => {
    const names = namesOf(moves.slice(0, named));
    const count = moves.length - named;
    const all = count > 0 ? text('console-usage-panel.moves.more', { names, count }) : names;
    return `${sign}${moves.length} ${all}`;
  };
  const sides = [
    ...(came.length === 0 ? [] : [words(came, '+')]),
    ...(went.length === 0 ? [] : [words(went, '−')]),
  ];
  return (
    <Fold
      name={text('console-usage-panel.moves')}
      isWell
      line={
        sides.length === 0
          ? text('console-usage-panel.moves.none', { since })
          : `${sides.join(' · ')} ${since}`
      }
    >
      {came.length <= named ? null : (
        <span>{text('console-usage-panel.moves.added', { names: namesOf(came) })}</span>
      )}
      {went.length <= named ? null : (
        <span>{text('console-usage-panel.moves.removed', { names: namesOf(went) })}</span>
      )}
      {came.length <= named && went.length <= named ? <span>{since}</span> : null}
    </Fold>
  );
}

/** Seats by status, over all accounts of the line, with the rule that counts them (RULES 1). */
function Seats({ detail: { accounts, integrationId } }: { readonly detail: UsageDetail }) {
  const { seatRule } = useWords(integrationId);
  const text = usePanelTexts(integrationId);
  const counted = accounts.filter(({ byStatus }) => byStatus !== null);
  if (counted.length === 0) return null;
  const sums = new Map<string, number>();
  for (const { byStatus } of counted)
    for (const [status, count] of Object.entries(byStatus ?? {}))
      sums.set(status, count + (sums.get(status) ?? 0));
  const total = counted.reduce((sum, { seats }) => (seats === null ? sum : sum + seats), 0);
  return (
    <Fold
      name={text('console-usage-panel.seats')}
      isWell
      line={`${formatCount(total)}: ${seatStatuses(Object.fromEntries(sums))}`}
    >
      <SeatRule text={seatRule} />
    </Fold>
  );
}

/** What the PSA has booked for later days: a change from an earlier day on is rejected (RULES 5). */
function Booked({ detail: { integrationId, lines } }: { readonly detail: UsageDetail }) {
  const text = usePanelTexts(integrationId);
  return lines.map((line) => {
    const changes = bookedText(line);
    if (changes === null) return null;
    return (
      <Fold
        key={line.psaLineId}
        name={text('console-usage-panel.scheduled')}
        isWell={false}
        line={
          lines.length === 1
            ? text('console-usage-panel.scheduled.in-psa', { changes })
            : text('console-usage-panel.scheduled.of-line', { changes, line: line.psaLineId })
        }
      />
    );
  });
}

function Sources({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  const { accounts, lines, vanished, found, warnings } = detail;
  const text = usePanelTexts(detail.integrationId);
  const doubts = vanished.length + found.length + warnings.length;
  const words = [
    text('console-usage-panel.sources.accounts', { count: accounts.length }),
    text('console-usage-panel.sources.lines', { count: lines.length }),
    ...(doubts === 0 ? [] : [text('console-usage-panel.sources.warnings', { count: doubts })]),
  ];
  return (
    <Fold name={text('console-usage-panel.sources')} isWell={doubts === 0} line={words.join(', ')}>
      <LineSources row={row} detail={detail} />
    </Fold>
  );
}
