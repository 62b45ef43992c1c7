import { useQuery } from '@tanstack/react-query';
import { NoticeList } from '../../contracts/api/people.ts';
import { UsageLineList } from '../../contracts/api/usage.ts';
import { WriteBackList } from '../../contracts/api/write-backs.ts';
import { read } from './client.ts';
import { countKeys } from './counts.ts';
import { noticeKeys } from './notices.ts';
import { readControlTotals } from './usage.ts';

const lineCount = (filter: Readonly<Record<string, string>>) => ({
  queryKey: countKeys.lines(filter),
  queryFn: async ({ signal }: { readonly signal: AbortSignal }) =>
    (await read('/usage-lines', UsageLineList, { query: { ...filter, limit: 1 }, signal })).total,
});

/** Numbers of the start page's strip, each with the list it opens; undefined while unknown. */
export function useNeedsYou() {
  const held = useQuery(lineCount({ flag: 'held' }));
  const choice = useQuery(lineCount({ kind: 'choice' }));
  const proposed = useQuery(lineCount({ decision: 'proposed' }));
  // Stale and refused lines are open again and counted there; a conflict waits until somebody resolves it.
  const conflicts = useQuery({
    queryKey: countKeys.conflicts,
    queryFn: async ({ signal }) =>
      (await read('/write-backs', WriteBackList, { query: { needsPerson: true, limit: 1 }, signal })).total,
  });
  const atRisk = useQuery({
    queryKey: countKeys.atRisk,
    queryFn: async ({ signal }) =>
      (await readControlTotals(null, signal)).map(({ totals }) => totals.atRisk.unmapped.perMonth),
  });
  return {
    /** Of unmapped accounts a month, for each integration. */
    atRisk: atRisk.data,
    held: held.data,
    choice: choice.data,
    proposed: proposed.data,
    conflicts: conflicts.data,
  };
}

/** Open notices of every integration and of the installation itself, the gravest first. */
export const useOpenNotices = () =>
  useQuery({
    queryKey: noticeKeys.open,
    queryFn: async ({ signal }) =>
      (await read('/notices', NoticeList, { query: { state: 'open', sort: 'severity', limit: 50 }, signal }))
        .items,
  }).data;
