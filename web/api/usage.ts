import { type InfiniteData, type QueryClient, skipToken, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { VendorAccountList } from '../../contracts/api/mapping.ts';
import { ControlTotals, UsageLineCounts, UsageLineDetail, UsageLineList } from '../../contracts/api/usage.ts';
import { apiAddress, type Query, read } from './client.ts';
import { usePages } from './pages.ts';
import { held } from './query-client.ts';

export type UsageRow = z.output<typeof UsageLineList>['items'][number];
export type LineNeed = NonNullable<UsageRow['need']>;
export type UsageDetail = z.output<typeof UsageLineDetail>;
export type LineSource = UsageDetail['lines'][number];
type UsagePage = z.output<typeof UsageLineList>;

/** What the table asks for; as the API names it. */
export type UsageQuestion = Query;

export const usageKeys = {
  lists: [held, 'usage-lines'] as const,
  list: (question: UsageQuestion) => [held, 'usage-lines', question] as const,
  line: (id: string) => [held, 'usage-line', id] as const,
  counts: (filters: UsageQuestion) => [held, 'usage-line-counts', filters] as const,
  totals: (integration: string | null) => [held, 'control-totals', integration] as const,
  allProposals: ['usage-proposals'] as const,
  proposals: (integrationId: string) => ['usage-proposals', integrationId] as const,
  provable: (integrationId: string) => ['usage-provable', integrationId] as const,
};

const pageSize = 500;

/**
 * The table's rows, page by page, of one data version: a page of another is rejected (409 ListChanged) and not mixed in.
 * Held still until Refresh; gone when the screen is left, so that it opens with the newest.
 */
export const useUsageLines = (question: UsageQuestion) =>
  usePages(usageKeys.list(question), '/usage-lines', UsageLineList, question, { limit: pageSize });

/** Next to each choice of a filter, and in the line of sums; of the same moment as the table. */
export const useUsageLineCounts = (filters: UsageQuestion) =>
  useQuery({
    queryKey: usageKeys.counts(filters),
    queryFn: ({ signal }) => read('/usage-line-counts', UsageLineCounts, { query: filters, signal }),
    staleTime: Infinity,
    refetchOnMount: 'always',
    gcTime: 0,
    placeholderData: (before) => before,
  });

export type LineCounts = z.output<typeof UsageLineCounts>;
export type MeasureTotals = LineCounts['measures'];

/** All rows that match, for what is done with many at once; `onProgress` after each page. */
export async function readAllUsageLines(
  question: UsageQuestion,
  options: {
    readonly signal?: AbortSignal;
    readonly onProgress?: (loaded: number, total: number) => void;
  } = {},
): Promise<readonly UsageRow[]> {
  const rows: UsageRow[] = [];
  let cursor: string | null = null;
  do {
    const page: UsagePage = await read('/usage-lines', UsageLineList, {
      query: { ...question, limit: pageSize, cursor },
      signal: options.signal,
    });
    rows.push(...page.items);
    options.onProgress?.(rows.length, page.total);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rows;
}

/** The first page as it stands now, without touching the table that is shown. */
export const readFirstUsageLines = async (
  question: UsageQuestion,
  signal: AbortSignal,
): Promise<readonly UsageRow[]> => {
  const { items } = await read('/usage-lines', UsageLineList, {
    query: { ...question, limit: pageSize },
    signal,
  });
  return items;
};

export const readUsageLine = (id: string, signal?: AbortSignal): Promise<UsageDetail> =>
  read(`/usage-lines/${id}`, UsageLineDetail, { signal });

/** Everything about one line as it stands when its panel is opened; held still like its table. */
export const useUsageLine = (id: string) =>
  useQuery({
    queryKey: usageKeys.line(id),
    queryFn: ({ signal }) => readUsageLine(id, signal),
    staleTime: Infinity,
    refetchOnMount: 'always',
    gcTime: 0,
  });

/** Likewise of a line that another page is about; null: of none. */
export const useUsageLineIf = (id: string | null) =>
  useQuery({
    queryKey: ['usage-line-of-page', id],
    queryFn: id === null ? skipToken : ({ signal }) => readUsageLine(id, signal),
  });

/** Changes cells of rows that are shown; members and order stay. */
export function patchUsageRows(client: QueryClient, patch: (row: UsageRow) => UsageRow): void {
  client.setQueriesData<InfiniteData<UsagePage>>({ queryKey: usageKeys.lists }, (data) =>
    data === undefined
      ? data
      : { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(patch) })) },
  );
}

export type IntegrationTotals = z.output<typeof ControlTotals>['items'][number];
export type Totals = IntegrationTotals['totals'];

export async function readControlTotals(
  integration: string | null,
  signal: AbortSignal,
): Promise<readonly IntegrationTotals[]> {
  return (await read('/control-totals', ControlTotals, { query: { integration }, signal })).items;
}

/** Of the same moment as the table: read again with it, by Refresh alone. */
export const useControlTotals = (integration: string | null) =>
  useQuery({
    queryKey: usageKeys.totals(integration),
    queryFn: ({ signal }) => readControlTotals(integration, signal),
    staleTime: Infinity,
    refetchOnMount: 'always',
    gcTime: 0,
  });

/** Who mapped the accounts of a company, and how. */
export const useAccountsOfCompany = (integrationId: string, companyId: string | null) =>
  useQuery({
    queryKey: ['integrations', integrationId, 'accounts-of-company', companyId],
    queryFn: ({ signal }) =>
      read(`/integrations/${integrationId}/vendor-accounts`, VendorAccountList, {
        query: { company: companyId, limit: 50 },
        signal,
      }),
    enabled: companyId !== null,
  });

/** What waits for an approver once write-back is on. */
export const useProposals = (integrationId: string) =>
  useQuery({
    queryKey: usageKeys.proposals(integrationId),
    queryFn: ({ signal }) =>
      readAllUsageLines({ integration: integrationId, decision: 'proposed' }, { signal }),
    staleTime: 0,
  });

/** Lines on which the right to write can be proven: a match with one target, nothing held. */
export const useProvableLines = (integrationId: string) =>
  useQuery({
    queryKey: usageKeys.provable(integrationId),
    queryFn: async ({ signal }) => {
      const page = await read('/usage-lines', UsageLineList, {
        query: { integration: integrationId, kind: 'match', limit: 100 },
        signal,
      });
      return page.items.filter(({ target, flags }) => target !== null && flags.length === 0);
    },
    staleTime: 0,
  });

export const usageCsvAddress = (question: UsageQuestion): string => apiAddress('/usage-lines.csv', question);
