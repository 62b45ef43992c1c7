import type { Account } from '../../api/mapping.ts';
import { Button } from '../../components/button.tsx';
import { formatCount } from '../../values/format.ts';
import type { AccountMapping } from './use-account-mapping.ts';

/** What can be done with several accounts at once; nothing while none is selected. */
export function BulkActions({
  rows,
  mapping,
  onUnmap,
  onClear,
}: {
  readonly rows: readonly Account[];
  readonly mapping: AccountMapping;
  readonly onUnmap: (accounts: readonly Account[]) => void;
  readonly onClear: () => void;
}) {
  if (rows.length === 0) return null;
  const free = rows.filter(mapping.isFree);
  const ids = new Set(free.map(({ id }) => id));
  const excludable = free.filter(({ mapping: { state } }) => state !== 'excluded');
  const mapped = free.filter(({ mapping: { state } }) => state === 'mapped');
  const safe = mapping.safe.filter(({ account }) => ids.has(account.id));
  return (
    <>
      <span className="font-medium">{formatCount(rows.length)} selected</span>
      {excludable.length > 0 ? (
        <Button dense onClick={() => mapping.ask({ kind: 'exclude', accounts: excludable })}>
          Exclude {formatCount(excludable.length)}…
        </Button>
      ) : null}
      {mapped.length > 0 ? (
        <Button dense onClick={() => onUnmap(mapped)}>
          Unmap {formatCount(mapped.length)}
        </Button>
      ) : null}
      {safe.length > 0 ? (
        <Button dense onClick={() => mapping.ask({ kind: 'accept', suggestions: safe })}>
          Accept {formatCount(safe.length)} exact
        </Button>
      ) : null}
      <Button dense look="quiet" onClick={onClear}>
        Clear
      </Button>
    </>
  );
}
