import type { Account } from '../../api/mapping.ts';
import { Button } from '../../components/button.tsx';
import { formatCount } from '../../values/format.ts';
import type { MappingActs, MappingLists, MappingProgress } from './use-account-mapping.ts';

/** What can be done with several accounts at once; nothing while none is selected. */
export function BulkActions({
  rows,
  safe: allSafe,
  isFree,
  ask,
  onUnmap,
  onClear,
}: {
  readonly rows: readonly Account[];
  readonly safe: MappingLists['safe'];
  readonly isFree: MappingProgress['isFree'];
  readonly ask: MappingActs['ask'];
  readonly onUnmap: (accounts: readonly Account[]) => void;
  readonly onClear: () => void;
}) {
  if (rows.length === 0) return null;
  const free = rows.filter(isFree);
  const ids = new Set(free.map(({ id }) => id));
  const excludable = free.filter(({ mapping: { state } }) => state !== 'excluded');
  const mapped = free.filter(({ mapping: { state } }) => state === 'mapped');
  const safe = allSafe.filter(({ account }) => ids.has(account.id));
  return (
    <>
      <span className="font-medium">{formatCount(rows.length)} selected</span>
      {excludable.length > 0 ? (
        <Button dense onClick={() => ask({ kind: 'exclude', accounts: excludable })}>
          Exclude {formatCount(excludable.length)}…
        </Button>
      ) : null}
      {mapped.length > 0 ? (
        <Button dense onClick={() => onUnmap(mapped)}>
          Unmap {formatCount(mapped.length)}
        </Button>
      ) : null}
      {safe.length > 0 ? (
        <Button dense onClick={() => ask({ kind: 'accept', suggestions: safe })}>
          Accept {formatCount(safe.length)} exact
        </Button>
      ) : null}
      <Button dense look="quiet" onClick={onClear}>
        Clear
      </Button>
    </>
  );
}
