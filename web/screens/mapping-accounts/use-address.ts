import { useCallback, useMemo, useState } from 'react';
import { useSearchParams } from '../../components/router.tsx';
import { currentParams } from '../../context/current-params.ts';
import { type AccountState, accountStates } from './account-rows.ts';

export interface MappingAddress {
  readonly states: readonly AccountState[];
  /** Text that accounts are searched by. */
  readonly q: string;
  /** Text that companies are searched by. */
  readonly psaq: string;
  /** Company in the hand. */
  readonly pick: string | null;
  /** Values of the link that are no filter any more. */
  readonly dropped: number;
}

/** In the address in the place of states: no filter. */
const all = 'all';

export const statusWord = (states: readonly AccountState[]): string =>
  states.length === 0 ? all : states.join(',');

/** What the address of the account mapping keeps. Typing replaces the entry; a filter pushes one, so Back undoes it. */
export function useMappingAddress() {
  const [params, setParams] = useSearchParams();
  const status = params.get('status');
  const q = params.get('q') ?? '';
  const psaq = params.get('psaq') ?? '';
  const pick = params.get('pick');
  // It opens on what is to be done; a link that names an account means that one, wherever it stands.
  const [opensOn] = useState<readonly AccountState[]>(() => (q === '' ? ['unmapped'] : []));
  const address = useMemo<MappingAddress>(() => {
    if (status === null) return { states: opensOn, q, psaq, pick, dropped: 0 };
    const asked = status.split(',').filter((text) => text !== all);
    const states = accountStates.filter((state) => asked.includes(state));
    return { states, q, psaq, pick, dropped: asked.length - states.length };
  }, [status, q, psaq, pick, opensOn]);
  const change = useCallback(
    (changes: Readonly<Partial<Record<'status' | 'q' | 'psaq' | 'pick', string | null>>>, push = false) => {
      setParams(
        () => {
          const next = currentParams();
          for (const [name, value] of Object.entries(changes)) {
            if (value === null || value === '') next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: !push },
      );
    },
    [setParams],
  );
  return { address, change };
}
