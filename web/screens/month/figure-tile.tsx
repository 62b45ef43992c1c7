import type { ReactNode } from 'react';
import { Link } from '../../components/router.tsx';

/** A figure with its name above and its details below; `to`: the list of exactly what it sums. */
export function FigureTile({
  name,
  to,
  facts,
  children,
}: {
  readonly name: string;
  readonly to?: string;
  readonly facts: readonly (string | null)[];
  readonly children: ReactNode;
}) {
  return (
    <div className="flex min-w-0 flex-col">
      <dt className="text-table text-ink-2">{name}</dt>
      <dd className="flex flex-col">
        <span className="text-page font-semibold tabular-nums">
          {to === undefined ? (
            children
          ) : (
            <Link to={to} className="hover:underline">
              {children}
            </Link>
          )}
        </span>
        {facts.map((fact) =>
          fact === null ? null : (
            <span key={fact} className="text-label text-ink-2 tabular-nums">
              {fact}
            </span>
          ),
        )}
      </dd>
    </div>
  );
}
