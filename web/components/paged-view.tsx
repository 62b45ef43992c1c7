import type { ReactNode } from 'react';
import { asApiError } from '../values/problem.ts';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';
import { ErrorCard } from './failure-card.tsx';
import { commonText } from '../values/common-texts.ts';
import { Skeleton } from './skeleton.tsx';

/** A list that comes page by page. */
interface PagedList<T> {
  /** Undefined: none came yet. */
  readonly rows: readonly T[] | undefined;
  readonly total: number | null;
  readonly error: unknown;
  readonly isPending: boolean;
  /** The rows are still those of another question. */
  readonly isPlaceholderData: boolean;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly refetch: () => Promise<unknown>;
  readonly fetchNextPage: () => Promise<unknown>;
}

/** Loading, error, empty or rows of a list, with what is left to load below. */
export function PagedView<T>({
  list,
  empty,
  children,
}: {
  readonly list: PagedList<T>;
  readonly empty: ReactNode;
  readonly children: (rows: readonly T[]) => ReactNode;
}) {
  const { rows, total, error } = list;
  if (list.isPending) return <Skeleton rows={8} />;
  if (rows === undefined || total === null)
    return <ErrorCard error={error} onRetry={() => void list.refetch()} />;
  return (
    <div className={`flex flex-col gap-3 ${list.isPlaceholderData ? 'opacity-60' : ''}`}>
      {rows.length === 0 ? empty : children(rows)}
      <Rest list={list} shown={rows.length} total={total} />
    </div>
  );
}

function Rest<T>({
  list,
  shown,
  total,
}: {
  readonly list: PagedList<T>;
  readonly shown: number;
  readonly total: number;
}) {
  const reload = (): void => void list.refetch();
  if (list.error !== null && asApiError(list.error).code === 'ListChanged') {
    return (
      <Banner>
        {commonText('console-common.newer-data', { shown, total })}{' '}
        <Button dense onClick={reload}>
          {commonText('console-common.reload')}
        </Button>
      </Banner>
    );
  }
  return (
    <>
      {list.error === null ? null : <ErrorCard error={list.error} onRetry={reload} />}
      {list.hasNextPage ? (
        <p className="flex items-center gap-3 text-table text-ink-2">
          {commonText('console-common.of', { shown, total })}
          <Button dense busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {commonText('console-common.show-more')}
          </Button>
        </p>
      ) : null}
    </>
  );
}
