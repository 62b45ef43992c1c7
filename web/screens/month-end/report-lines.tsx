import type { MonthReport } from '../../api/review-months.ts';
import type { TableColumn } from '../../components/data-table.tsx';
import { Instant } from '../../components/instant.tsx';
import { KindMark } from '../../components/kind-mark.tsx';
import { LineLink } from '../../components/place-links.tsx';
import { filled, slot } from '../../components/texts.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { formatCount } from '../../values/format.ts';
import { quantityText } from '../usage-line/line-facts.ts';
import { moneyCell } from './money-cell.ts';
import type { MonthEndText } from './texts.ts';

type Line = MonthReport['lines'][number];

export const lineColumns = (integrationId: string, text: MonthEndText): readonly TableColumn<Line>[] => [
  {
    id: 'account',
    head: text('console-month-end.column.customer'),
    cell: ({ usageLineId, label }) => <LineLink usageLineId={usageLineId} name={label} />,
  },
  {
    id: 'kind',
    head: text('console-month-end.column.kind'),
    cell: ({ kind }) => <KindMark kind={kind} integrationId={integrationId} inRow />,
  },
  {
    id: 'vendor',
    head: text('console-month-end.column.seats'),
    numeric: true,
    cell: ({ vendorQuantity }) => formatCount(vendorQuantity),
  },
  {
    id: 'psa',
    head: text('console-month-end.column.billed-now'),
    numeric: true,
    cell: ({ psaQuantity }) => quantityText(psaQuantity),
  },
  { id: 'money', head: text('console-month-end.column.money'), numeric: true, cell: moneyCell },
  {
    id: 'decision',
    head: text('console-month-end.column.decision'),
    cell: ({ decision, open }) =>
      open ? text('console-month-end.decision.open') : decision === 'open' ? '' : decision,
  },
  {
    id: 'read',
    head: text('console-month-end.column.read'),
    wideOnly: true,
    cell: (line) => <ReadAt line={line} text={text} />,
  },
];

/** When each side was read; of old numbers, why no newer ones were there. */
function ReadAt({
  line: { vendorReadAt, psaReadAt, notRead },
  text,
}: {
  readonly line: Line;
  readonly text: MonthEndText;
}) {
  return (
    <span className="text-ink-2">
      {notRead === null ? null : <VendorText text={`${notRead.message} `} />}
      {vendorReadAt === null ? null : (
        <>
          {filled(
            text('console-month-end.vendor-read', { when: slot(0) }),
            <Instant at={vendorReadAt} />,
          )}{' '}
        </>
      )}
      {psaReadAt === null
        ? null
        : filled(text('console-month-end.psa-read', { when: slot(0) }), <Instant at={psaReadAt} />)}
    </span>
  );
}
