import type { ReactNode } from 'react';
import { ErrorCard } from './failure-card.tsx';
import { Skeleton } from './skeleton.tsx';

interface Query<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly refetch: () => Promise<unknown>;
}

/** Loading, error or what was read. What is known stays while it is read again; an error then stands above it. */
export function QueryView<T>({
  query,
  rows = 4,
  children,
}: {
  readonly query: Query<T>;
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
