import type { Account } from '../../api/mapping.ts';
import { Button } from '../../components/button.tsx';
import { useTexts } from '../../components/texts.ts';
import { consoleMappingAccounts } from '../../../messages/generated/console-mapping-accounts.ts';
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
  const text = useTexts(consoleMappingAccounts);
  if (rows.length === 0) return null;
  const free = rows.filter(isFree);
  const ids = new Set(free.map(({ id }) => id));
  const excludable = free.filter(({ mapping: { state } }) => state !== 'excluded');
  const mapped = free.filter(({ mapping: { state } }) => state === 'mapped');
  const safe = allSafe.filter(({ account }) => ids.has(account.id));
  return (
    <>
      <span className="font-medium">{text('console-mapping-accounts.selected', { count: rows.length })}</span>
      {excludable.length > 0 ? (
        <Button dense onClick={() => ask({ kind: 'exclude', accounts: excludable })}>
          {text('console-mapping-accounts.exclude-many', { count: excludable.length })}
        </Button>
      ) : null}
      {mapped.length > 0 ? (
        <Button dense onClick={() => onUnmap(mapped)}>
          {text('console-mapping-accounts.unmap-many', { count: mapped.length })}
        </Button>
      ) : null}
      {safe.length > 0 ? (
        <Button dense onClick={() => ask({ kind: 'accept', suggestions: safe })}>
          {text('console-mapping-accounts.accept-many', { count: safe.length })}
        </Button>
      ) : null}
      <Button dense look="quiet" onClick={onClear}>
        {text('console-mapping-accounts.clear')}
      </Button>
    </>
  );
}
