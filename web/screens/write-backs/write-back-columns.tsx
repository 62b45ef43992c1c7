import type { WriteBack } from '../../api/write-backs.ts';
import { Button } from '../../components/button.tsx';
import { formatMoney } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { shortText } from '../../components/visible-text.ts';
import type { GridColumn } from '../../components/virtual-grid.tsx';
import { answerOf, changeText } from './write-back-words.ts';

/** Columns of the write-backs; `beside`: the panel stands there. `onCancel` null: the person may not. */
export const writeBackColumns = (
  currency: string,
  { narrow, beside }: { readonly narrow: boolean; readonly beside: boolean },
  onCancel: ((line: WriteBack) => void) | null,
): readonly GridColumn<WriteBack>[] => [
  { id: 'state', head: 'State', width: '7.5rem', cell: ({ state }) => <StatusPill state={state} inRow /> },
  {
    id: 'account',
    head: 'Customer',
    width: 'minmax(9rem,1.4fr)',
    cell: ({ label }) => <VendorText text={label} oneLine />,
  },
  ...(beside
    ? []
    : [
        {
          id: 'line',
          head: 'Product · line',
          width: 'minmax(8rem,1fr)',
          cell: ({ productIdentifier, psaLineId }: WriteBack) => (
            <span className="block truncate">
              {productIdentifier ?? '–'} · {psaLineId}
            </span>
          ),
        },
      ]),
  { id: 'change', head: 'Before → after', width: '7rem', numeric: true, cell: changeText },
  ...(beside
    ? []
    : [
        {
          id: 'money',
          head: `${currency}/mo`,
          width: '5.5rem',
          numeric: true,
          cell: ({ effectPerMonth, currency: code }: WriteBack) =>
            effectPerMonth === null ? '–' : formatMoney(effectPerMonth, { signed: true, currency: code }),
        },
      ]),
  {
    id: 'billingTarget',
    head: 'Invoice',
    width: beside ? '8rem' : '11rem',
    cell: ({ targetInvoice }) => (
      <span className="block truncate" title={targetInvoice}>
        {targetInvoice}
      </span>
    ),
  },
  ...(narrow
    ? []
    : [
        {
          id: 'approved',
          head: 'Approved',
          width: '12rem',
          cell: ({ actor, approvedAt }: WriteBack) => (
            <span className="flex gap-1.5">
              <VendorText text={actor.name ?? actor.kind} oneLine className="min-w-0" />{' '}
              <Instant at={approvedAt} />
            </span>
          ),
        },
      ]),
  {
    id: 'answer',
    head: 'Answer',
    width: 'minmax(11rem,2fr)',
    cell: (line) => (
      <span className="flex items-center gap-2">
        <VendorText text={answerOf(line)} oneLine className="min-w-0 grow text-ink-2" />
        {line.can.cancel && onCancel !== null ? (
          <Button
            look="quiet"
            className="h-6 px-1.5 text-table"
            tabIndex={-1}
            aria-label={`Cancel the change of ${shortText(line.label)}`}
            onClick={(event) => {
              event.stopPropagation();
              onCancel(line);
            }}
          >
            Cancel
          </Button>
        ) : null}
      </span>
    ),
  },
];
