import { useCallback } from 'react';
import { useSearchParams } from '../../components/router.tsx';
import type { Query } from '../../api/client.ts';
import { currentParams } from '../../context/current-params.ts';

export interface AuditFilter {
  readonly actor: string;
  readonly action: string;
  /** `kind:id`, or a kind alone. */
  readonly object: string;
  /** Days in the reader's zone, both included. */
  readonly from: string;
  readonly to: string;
  readonly q: string;
}

const dayShape = /^\d{4}-\d\d-\d\d$/u;

const startOf = (day: string, plusDays: number): string | null => {
  if (!dayShape.test(day)) return null;
  const at = new Date(`${day}T00:00:00`);
  at.setDate(at.getDate() + plusDays);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
};

/** As the API asks for it. */
export function questionOf(filter: AuditFilter): Query {
  const [objectKind, ...id] = filter.object.split(':');
  return {
    actor: filter.actor,
    action: filter.action,
    objectKind,
    objectId: id.join(':'),
    from: startOf(filter.from, 0),
    to: startOf(filter.to, 1),
    q: filter.q,
  };
}

/** Which entries are asked for, as the address says it; an empty text is no filter. */
export function useAuditAddress(): {
  readonly filter: AuditFilter;
  readonly setFilter: (change: Partial<AuditFilter>) => void;
  readonly clear: () => void;
} {
  const [search, setSearch] = useSearchParams();
  const value = (name: keyof AuditFilter): string => search.get(name) ?? '';
  const filter = {
    actor: value('actor'),
    action: value('action'),
    object: value('object'),
    from: value('from'),
    to: value('to'),
    q: value('q'),
  };
  const setFilter = useCallback(
    (change: Partial<AuditFilter>) => {
      setSearch(
        () => {
          const next = currentParams();
          for (const [name, text] of Object.entries(change)) {
            if (text === '') next.delete(name);
            else next.set(name, text);
          }
          return next;
        },
        // Typing replaces the entry; a choice is undone by Back.
        { replace: 'q' in change },
      );
    },
    [setSearch],
  );
  return { filter, setFilter, clear: () => setSearch({}) };
}
