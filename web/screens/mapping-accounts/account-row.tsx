import { useDroppable } from '@dnd-kit/react';
import type { ReactNode } from 'react';
import { SeatCount } from '../../components/seat-count.tsx';
import { seatStatuses } from '../../components/seat-statuses.ts';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import type { RowAttributes } from '../mapping/row-list.tsx';
import { AccountDetail, type AccountNow } from './account-detail.tsx';
import { accountName, idText, whyNoCompany } from './account-rows.ts';

interface AccountRowProps extends AccountNow {
  readonly hasTwin: boolean;
  readonly isPicked: boolean;
  readonly isSelected: boolean;
  /** Null: rows are not selected here. */
  readonly onSelect: (() => void) | null;
  readonly onPick: () => void;
  readonly attributes: RowAttributes;
  readonly actions: ReactNode;
}

/** An account that takes a company: what it is, and below where it stands and why. */
export function AccountRow(props: AccountRowProps) {
  const { account, company, words, text, saving, attributes, isPicked, isSelected, onSelect } = props;
  const why =
    company === null
      ? null
      : saving === null
        ? whyNoCompany(account, company, text)
        : text('console-mapping-accounts.still-saving');
  const { ref, isDropTarget } = useDroppable({ id: account.id, disabled: why !== null });
  const { state } = account.mapping;
  const isMarked = state === 'unmapped' && account.mark !== null;
  const look = isDropTarget
    ? 'bg-selected outline-2 outline-accent -outline-offset-2'
    : isPicked || isSelected
      ? 'bg-selected'
      : company !== null && why !== null
        ? 'bg-sunken'
        : 'hover:bg-hover';
  return (
    <div
      {...attributes}
      ref={ref}
      onClick={(event) => (event.defaultPrevented || isOnControl(event.target) ? undefined : props.onPick())}
      className={`flex items-center gap-2.5 border-b border-line px-3 text-table -outline-offset-2 ${look}`}
    >
      {onSelect === null ? null : (
        <span role="gridcell" className="flex shrink-0">
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={text('console-mapping-accounts.select', { name: accountName(account) })}
            checked={isSelected}
            onChange={onSelect}
            className="size-4 accent-accent max-sm:size-6"
          />
        </span>
      )}
      <span role="gridcell" className="flex min-w-0 grow flex-col">
        <span className="flex min-w-0 items-baseline gap-2">
          <VendorText text={account.label} twoLines className="min-w-0 font-medium" />
          <span
            className={`shrink-0 font-mono text-meta text-ink-3 ${props.hasTwin ? '' : 'max-lg:hidden'}`}
            title={account.foreignId}
          >
            {idText(account.foreignId, props.hasTwin)}
          </span>
          <span className="ml-auto shrink-0">
            <SeatCount
              of={accountName(account)}
              seats={account.seats}
              readAt={account.seatsReadAt}
              rule={words.seatRule}
              unit={text('console-mapping-accounts.seats')}
              inGrid
            >
              <p className="text-table">{seatStatuses(account.byStatus)}</p>
            </SeatCount>
          </span>
        </span>
        <AccountDetail {...props} why={why} isDropTarget={isDropTarget} />
      </span>
      <span role="gridcell" className="flex w-24 shrink-0 items-center max-lg:w-auto max-sm:hidden">
        <StatusPill
          state={isMarked ? 'open' : state}
          words={
            isMarked && account.mark !== null
              ? text(`console-mapping-accounts.mark.${account.mark}`)
              : text(`console-mapping-accounts.state.${state}`)
          }
          inRow
        />
      </span>
      <span role="gridcell" className="flex shrink-0 items-center justify-end gap-1 lg:w-36">
        {props.actions}
      </span>
    </div>
  );
}

const isOnControl = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('button, a, input') !== null;
