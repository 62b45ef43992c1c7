import { useCallback, useMemo } from 'react';
import { useParams, useSearchParams } from '../../components/router.tsx';
import { approvalLineStates } from '../../../contracts/api/write-backs.ts';
import { currentParams } from '../../context/current-params.ts';

export type State = (typeof approvalLineStates)[number];
export const sorts = ['-approved', 'approved', 'account', '-account'] as const;
export type Sort = (typeof sorts)[number];
const preset: Sort = '-approved';
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/iu;

export interface Filters {
  readonly state: readonly State[];
  readonly integration: string | null;
  readonly usageLine: string | null;
  readonly needsPerson: boolean;
  readonly q: string;
}

type Change = Partial<Filters> & {
  readonly sort?: Sort;
  readonly approval?: string | null;
  readonly line?: string | null;
};

const idOf = (text: string | null | undefined): string | null =>
  text !== null && text !== undefined && uuid.test(text) ? text : null;

/** What the screen keeps in its address; `/write-backs/:approvalId` opens that approval. */
export function useWriteBackAddress() {
  const { approvalId } = useParams();
  const [search, setSearch] = useSearchParams();
  const address = useMemo(() => {
    const states = (search.get('state') ?? '').split(',');
    const sort = search.get('sort');
    const filters: Filters = {
      state: approvalLineStates.filter((state) => states.includes(state)),
      integration: idOf(search.get('integration')),
      usageLine: idOf(search.get('usageLine')),
      needsPerson: search.get('needsPerson') === 'true',
      q: (search.get('q') ?? '').slice(0, 200),
    };
    const approval = search.get('approval');
    return {
      filters,
      sort: sorts.find((one) => one === sort) ?? preset,
      approval: approval === 'none' ? null : idOf(approval ?? approvalId),
      line: idOf(search.get('line')),
    };
  }, [search, approvalId]);
  const change = useCallback(
    (wanted: Change, how: 'push' | 'replace' = 'push') => {
      setSearch(
        () => {
          const next = currentParams();
          for (const [name, value] of Object.entries(wanted)) {
            const text = Array.isArray(value)
              ? value.join(',')
              : typeof value === 'boolean'
                ? value
                  ? 'true'
                  : ''
                : (value as string | null);
            if (text === null || text === '' || (name === 'sort' && text === preset)) next.delete(name);
            else next.set(name, text);
          }
          return next;
        },
        { replace: how === 'replace' },
      );
    },
    [setSearch],
  );
  const close = useCallback(
    () => change({ approval: approvalId === undefined ? null : 'none', line: null }),
    [change, approvalId],
  );
  return { ...address, change, close };
}
