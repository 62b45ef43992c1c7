import type { WriteBack } from '../../api/write-backs.ts';
import { Button } from '../../components/button.tsx';
import { Amount } from '../../components/figure.tsx';
import { Instant } from '../../components/instant.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { shortText } from '../../components/visible-text.ts';
import type { GridColumn } from '../../components/virtual-grid.tsx';
import { changeText, rowAnswer, targetText } from './write-back-words.ts';
import type { WriteBacksText } from './texts.ts';
import { stateText } from '../../components/state-text.ts';

/** Columns of the write-backs; `beside`: the panel stands there. `onCancel` null: the person may not. */
export const writeBackColumns = (
  text: WriteBacksText,
  textOf: (integrationId?: string) => WriteBacksText,
  currency: string,
  { narrow, beside }: { readonly narrow: boolean; readonly beside: boolean },
  onCancel: ((line: WriteBack) => void) | null,
  nextSyncOf: (integrationId: string) => string | null,
): readonly GridColumn<WriteBack>[] => [
  {
    id: 'state',
    head: text('console-write-backs.column.state'),
    width: '7.5rem',
    cell: ({ state }) => (
      <StatusPill state={state} words={stateText(`console-states.change.${state}`)} inRow />
    ),
  },
  {
    id: 'account',
    head: text('console-write-backs.column.customer'),
    width: 'minmax(9rem,1.4fr)',
    cell: ({ label }) => <VendorText text={label} twoLines />,
  },
  ...(beside
    ? []
    : [
        {
          id: 'line',
          head: text('console-write-backs.column.line'),
          width: 'minmax(8rem,1fr)',
          cell: ({ productIdentifier, psaLineId, createdLineId }: WriteBack) => (
            <span className="line-clamp-2 leading-4">
              {productIdentifier ?? '–'} · {createdLineId ?? psaLineId}
            </span>
          ),
        },
      ]),
  {
    id: 'change',
    head: text('console-write-backs.column.change'),
    width: '8.5rem',
    numeric: true,
    cell: (line) => changeText(line, text),
  },
  ...(beside
    ? []
    : [
        {
          id: 'money',
          head: text('console-write-backs.column.money', { currency }),
          width: '5.5rem',
          numeric: true,
          cell: ({ effectPerMonth, currency: code }: WriteBack) => (
            <Amount of={effectPerMonth} signed currency={code} />
          ),
        },
      ]),
  {
    id: 'billingTarget',
    head: text('console-write-backs.column.takes-effect'),
    width: '8rem',
    cell: (line) => targetText(line),
  },
  ...(narrow
    ? []
    : [
        {
          id: 'approved',
          head: text('console-write-backs.column.approved'),
          width: '9rem',
          cell: ({ actor, approvedAt }: WriteBack) => (
            <span className="flex flex-col leading-4">
              <VendorText text={actor.name ?? actor.kind} oneLine /> <Instant at={approvedAt} />
            </span>
          ),
        },
      ]),
  {
    id: 'answer',
    head: text('console-write-backs.column.result'),
    width: 'minmax(11rem,2fr)',
    cell: (line) => (
      <span className="flex items-center gap-2">
        <VendorText
          text={rowAnswer(line, textOf(line.integrationId), nextSyncOf(line.integrationId))}
          twoLines
          className="min-w-0 grow text-ink-2"
        />
        {line.can.cancel && onCancel !== null ? (
          <Button
            look="quiet"
            className="h-6 px-1.5 text-table"
            tabIndex={-1}
            aria-label={text('console-write-backs.cancel-of', { name: shortText(line.label) })}
            onClick={(event) => {
              event.stopPropagation();
              onCancel(line);
            }}
          >
            {text('console-write-backs.cancel-short')}
          </Button>
        ) : null}
      </span>
    ),
  },
];
