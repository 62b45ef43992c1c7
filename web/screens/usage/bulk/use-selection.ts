import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { UsageRow } from '../../../api/usage.ts';
import { useAnnouncer } from '../../../components/announcer.tsx';
import { useBulkTexts } from './texts.ts';

/**
 * Selected rows by id. After Refresh those whose version changed are no longer selected, and counted (console.md 5.3).
 * @param edition changes when the table was read again, and not with a person's own decisions
 */
export function useSelection(rows: readonly UsageRow[], edition: string) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const { say } = useAnnouncer();
  const text = useBulkTexts();
  const versions = useRef(new Map<string, number>());
  const latest = useRef(rows);
  latest.current = rows;
  useEffect(() => {
    const before = versions.current;
    const now = new Map(latest.current.map(({ id, version }) => [id, version]));
    setIds((chosen) => {
      const kept = [...chosen].filter((id) => {
        const version = now.get(id);
        return version !== undefined && (before.get(id) ?? version) === version;
      });
      if (kept.length === chosen.size) return chosen;
      say(text('console-usage-bulk.no-longer-selected', { count: chosen.size - kept.length }));
      return new Set(kept);
    });
    versions.current = now;
  }, [edition, say, text]);
  const selected = useMemo(() => rows.filter(({ id }) => ids.has(id)), [rows, ids]);
  const toggle = useCallback((id: string) => {
    setIds((now) => {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  return { ids, selected, setIds, toggle };
}
