import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorCard } from './failure-card.tsx';
import { Skeleton } from './skeleton.tsx';

/** Loading, error or what was read. What is known stays while it is read again; an error then stands above it. */
export function QueryView<T>({
  query,
  rows = 4,
  children,
}: {
  readonly query: UseQueryResult<T>;
  readonly rows?: number;
  readonly children: (data: T) => ReactNode;
}) {
  const { data, error, isPending } = query;
  if (isPending) return <Skeleton rows={rows} />;
  const card = error === null ? null : <ErrorCard error={error} onRetry={() => void query.refetch()} />;
  if (data === undefined) return card;
  return (
    <>
      {card === null ? null : <div className="mb-4">{card}</div>}
      {children(data)}
    </>
  );
}
