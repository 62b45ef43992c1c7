import { useMemo } from 'react';
import type { UsageRow } from '../../api/usage.ts';
import { useWords } from '../../app/words.tsx';
import { Button } from '../../components/button.tsx';
import { formatCount, formatInstant } from '../../components/format.ts';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { shortText } from '../../components/visible-text.ts';
import type { GridColumn } from '../../components/virtual-grid.tsx';
import type { Decision, Sort } from './address.ts';
import { DecisionCell } from './decision-cell.tsx';
import { landsText, moneyText, quantityText, varianceText } from './line-facts.ts';
import { useReview } from './review.tsx';

/** When a side was read stands beside its number, on hover. */
const readWords = (at: string | null): string | undefined =>
  at === null ? undefined : `read ${formatInstant(at)}`;

interface Columns {
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly decision: readonly Decision[];
  /** Null: the person may not decide; no boxes then. */
  readonly selected: ReadonlySet<string> | null;
  readonly onToggle: (id: string) => void;
  /** With a panel beside it, the reasons stand there. */
  readonly narrow: boolean;
}

/** Columns of the review table: Account, Kind, PSA, vendor, Var., money per month, Lands on, decision or flag. */
export function useUsageColumns({ sort, onSort, decision, selected, onToggle, narrow }: Columns) {
  const { decisions, currency, open } = useReview();
  const { vendor } = useWords();
  return useMemo((): readonly GridColumn<UsageRow>[] => {
    const sorted = (by: 'account' | 'psa' | 'vendor' | 'variance' | 'money', first: 'up' | 'down') => ({
      sort:
        sort === by
          ? ('ascending' as const)
          : sort === `-${by}`
            ? ('descending' as const)
            : ('none' as const),
      onSort: () =>
        onSort(first === 'up' ? (sort === by ? `-${by}` : by) : sort === `-${by}` ? by : `-${by}`),
    });
    const box: readonly GridColumn<UsageRow>[] =
      selected === null
        ? []
        : [
            {
              id: 'box',
              head: <span className="sr-only">Selected</span>,
              width: '1.75rem',
              cell: (row) => (
                <input
                  type="checkbox"
                  tabIndex={-1}
                  aria-label={`Select ${shortText(row.label)}`}
                  className="size-4 align-middle accent-accent"
                  checked={selected.has(row.id)}
                  onClick={(event) => event.stopPropagation()}
                  onChange={() => onToggle(row.id)}
                />
              ),
            },
          ];
    return [
      ...box,
      {
        id: 'account',
        head: 'Account',
        width: 'minmax(9rem,1.5fr)',
        ...sorted('account', 'up'),
        cell: (row) => <VendorText text={row.label} oneLine />,
      },
      {
        id: 'kind',
        head: 'Kind',
        width: '7.25rem',
        cell: ({ kind }) => (
          <span className="flex">
            <StatusPill state={kind} inRow />
          </span>
        ),
      },
      {
        id: 'psa',
        head: 'PSA',
        width: '4rem',
        numeric: true,
        ...sorted('psa', 'down'),
        cell: (row) => <span title={readWords(row.psaReadAt)}>{quantityText(row.psaQuantity)}</span>,
      },
      {
        id: 'vendor',
        head: vendor,
        width: '3.75rem',
        numeric: true,
        ...sorted('vendor', 'down'),
        cell: (row) => <span title={readWords(row.vendorReadAt)}>{formatCount(row.vendorQuantity)}</span>,
      },
      {
        id: 'variance',
        head: 'Var.',
        width: '3.75rem',
        numeric: true,
        ...sorted('variance', 'down'),
        cell: varianceText,
      },
      {
        id: 'money',
        head: `${currency}/mo`,
        width: '5.5rem',
        numeric: true,
        ...sorted('money', 'down'),
        cell: (row) => (
          <span
            title={
              row.money.effectPerMonth === null && row.money.atRiskPerMonth !== null
                ? 'at risk, not billed'
                : (row.money.note ?? undefined)
            }
          >
            {row.money.effectPerMonth === null && row.money.atRiskPerMonth !== null ? (
              <span className="text-warn">{moneyText(row)}</span>
            ) : (
              moneyText(row)
            )}
          </span>
        ),
      },
      {
        id: 'lands',
        head: 'Lands on',
        width: narrow ? 'minmax(7.5rem,1fr)' : 'minmax(9rem,1fr)',
        cell: (row) => <LandsCell row={row} />,
      },
      {
        id: 'decision',
        head: 'Decision',
        width: narrow ? 'minmax(7rem,1fr)' : 'minmax(12rem,2fr)',
        cell: (row) => (
          <DecisionCell
            row={row}
            state={decisions.stateOf(row.id)}
            leaves={decision.length > 0 && !decision.includes(row.decision)}
            onReload={() => {
              void decisions.reload(row.id);
              open(row.id);
            }}
          />
        ),
      },
    ];
  }, [sort, onSort, decision, selected, onToggle, narrow, decisions, currency, open, vendor]);
}

/** Seats on no invoice lead to mapping; everything else says where it lands. */
function LandsCell({ row }: { readonly row: UsageRow }) {
  const { toMapping } = useReview();
  if (row.kind !== 'unmapped') {
    return (
      <span className="block truncate" title={landsText(row)}>
        {landsText(row)}
      </span>
    );
  }
  return (
    <Button
      look="quiet"
      className="-ml-1.5 h-6 px-1.5 text-table"
      tabIndex={-1}
      aria-keyshortcuts="m"
      aria-label={`Map ${shortText(row.label)}`}
      onClick={(event) => {
        event.stopPropagation();
        toMapping(row);
      }}
    >
      Map ›
    </Button>
  );
}
