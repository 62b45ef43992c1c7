import { useCallback } from 'react';
import { useSearchParams } from '../../components/router.tsx';
import { syncRunStates, syncTriggers } from '../../../contracts/api/syncs.ts';

export { syncRunStates as outcomes, syncTriggers as triggers };

export interface RunFilter {
  readonly integration: string;
  readonly outcome: string;
  readonly trigger: string;
}

const known = (value: string | null, values: readonly string[]): string =>
  value !== null && values.includes(value) ? value : '';

/** Which runs are asked for, as the address says it; an empty text is no filter. Unknown values count in `dropped`. */
export function useRunAddress(): {
  readonly filter: RunFilter;
  readonly dropped: number;
  readonly setFilter: (change: Partial<RunFilter>) => void;
} {
  const [search, setSearch] = useSearchParams();
  const given = { outcome: search.get('outcome'), trigger: search.get('trigger') };
  const filter = {
    integration: search.get('integration') ?? '',
    outcome: known(given.outcome, syncRunStates),
    trigger: known(given.trigger, syncTriggers),
  };
  const dropped =
    Number((given.outcome ?? '') !== filter.outcome) + Number((given.trigger ?? '') !== filter.trigger);
  const setFilter = useCallback(
    (change: Partial<RunFilter>) => {
      setSearch((now) => {
        const next = new URLSearchParams(now);
        for (const [name, value] of Object.entries(change)) {
          if (value === '') next.delete(name);
          else next.set(name, value);
        }
        return next;
      });
    },
    [setSearch],
  );
  return { filter, dropped, setFilter };
}
