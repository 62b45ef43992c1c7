import {
  type InfiniteData, keepPreviousData, useInfiniteQuery, useQuery, useQueryClient,
} from '@tanstack/react-query'; // prettier-ignore
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { z } from 'zod';
import type {
  PsaCompany,
  PsaProduct,
  Suggestion,
  VendorAccount,
  OfferedService,
} from '../../contracts/api/mapping.ts';
import { PsaCompanyList, PsaProductList, SuggestionList,
  VendorAccountList, VendorServiceList,
} from '../../contracts/api/mapping.ts'; // prettier-ignore
import { read } from './client.ts';
import { asApiError } from '../values/problem.ts';
import { held } from './query-client.ts';

export type Account = z.output<typeof VendorAccount>;
export type Company = z.output<typeof PsaCompany>;
export type Product = z.output<typeof PsaProduct>;
export type Service = z.output<typeof OfferedService>;
export type SuggestedMapping = z.output<typeof Suggestion>;

interface ListPage<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
  readonly total: number;
  readonly dataVersion: string;
}

/** Lists of the mapping by the last part of their path. */
interface Rows {
  readonly 'vendor-accounts': Account;
  readonly 'psa-companies': Company;
  readonly 'psa-products': Product;
  readonly 'vendor-services': Service;
  readonly suggestions: SuggestedMapping;
}
type Part = keyof Rows;
/** Those whose rows a decision changes. */
type ChangedPart = Exclude<Part, 'suggestions'>;

/** All begin with {@link held}: Refresh reads them again, and a person's own decisions change their own rows. */
export const mappingKeys = {
  all: (id: string) => [held, 'mapping', id] as const,
  part: (id: string, part: Part) => [held, 'mapping', id, part] as const,
};

/** A list read page by page until it is whole. */
export interface WholeList<T> {
  readonly rows: readonly T[];
  /** Rows of the whole list; null before the first answer. */
  readonly total: number | null;
  readonly isWhole: boolean;
  /** Newer data came while pages were still to be read: what is here is of one version, and not all. */
  readonly movedOn: boolean;
  readonly error: unknown;
  /** Changes when the list was read again, and not with a person's own decisions. */
  readonly edition: string;
  /** Data version of what is shown; undefined before the first answer and while everything is read again. */
  readonly version: string | undefined;
  readonly again: () => void;
  /** Something changed: what is on its way may be older, and is read once more. Whole lists are changed in place. */
  readonly changed: () => void;
}

const pageRows = 500;
/** Reading again from the start where data moved between two pages. */
const mostRestarts = 3;

type ListOf<T> = z.ZodType<ListPage<T>>;

/** Every row, in pages of one data version each; the first page is there immediately. */
function useWholeList<T>(id: string, part: Part, schema: ListOf<T>): WholeList<T> {
  const list = useInfiniteQuery({
    queryKey: mappingKeys.part(id, part),
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      read(`/integrations/${id}/${part}`, schema, { query: { limit: pageRows, cursor: pageParam }, signal }),
    getNextPageParam: (page) => page.nextCursor,
    staleTime: Infinity,
    refetchOnMount: 'always',
  });
  const { data, error, hasNextPage, isFetching, isRefetching, fetchNextPage, refetch } = list;
  const restarts = useRef(0);
  const moved = error !== null && asApiError(error).code === 'ListChanged';
  useEffect(() => {
    if (isFetching) return;
    if (moved && restarts.current < mostRestarts) {
      restarts.current += 1;
      void refetch();
    } else if (error === null && hasNextPage) {
      void fetchNextPage();
    }
  }, [isFetching, moved, error, hasNextPage, fetchNextPage, refetch]);
  const pages = data?.pages;
  const rows = useMemo(() => pages?.flatMap(({ items }) => items) ?? [], [pages]);
  const again = useCallback(() => {
    restarts.current = 0;
    void refetch();
  }, [refetch]);
  const isWhole = pages !== undefined && !hasNextPage && !isFetching;
  const isOutdated = useRef(false);
  const changed = useCallback(() => {
    isOutdated.current ||= !isWhole;
  }, [isWhole]);
  useEffect(() => {
    if (!isWhole || !isOutdated.current) return;
    isOutdated.current = false;
    again();
  }, [isWhole, again]);
  return {
    rows,
    total: pages?.[0]?.total ?? null,
    isWhole: pages !== undefined && !hasNextPage,
    changed,
    movedOn: moved,
    error: moved ? null : error,
    version: isRefetching ? undefined : pages?.[0]?.dataVersion,
    edition: `${pages?.[0]?.dataVersion ?? ''}/${pages?.length ?? 0}`,
    again,
  };
}

export const useAccounts = (id: string) => useWholeList(id, 'vendor-accounts', VendorAccountList);
export const useCompanies = (id: string) => useWholeList(id, 'psa-companies', PsaCompanyList);
export const useProducts = (id: string) => useWholeList(id, 'psa-products', PsaProductList);
export const useServices = (id: string) => useWholeList(id, 'vendor-services', VendorServiceList);
export const useSuggestions = (id: string) => useWholeList(id, 'suggestions', SuggestionList);

/** Companies by text while the whole list is not here yet; an older question is given up. */
export const useCompanySearch = (id: string, q: string, enabled: boolean) =>
  useQuery({
    queryKey: [held, 'mapping-search', id, q],
    queryFn: ({ signal }) =>
      read(`/integrations/${id}/psa-companies`, PsaCompanyList, { query: { q, limit: pageRows }, signal }),
    enabled: enabled && q !== '',
    placeholderData: keepPreviousData,
  });

/** Products by a part of their ID or description. */
export const useProductSearch = (id: string, q: string) =>
  useQuery({
    queryKey: [held, 'mapping-search', id, 'products', q],
    queryFn: ({ signal }) =>
      read(`/integrations/${id}/psa-products`, PsaProductList, { query: { q, limit: 50 }, signal }),
    enabled: q !== '',
    placeholderData: keepPreviousData,
  });

/** Changes rows of a held list in place: order, members and totals stay (console.md 5.2). */
export function useChangeRows(id: string) {
  const client = useQueryClient();
  return useCallback(
    <P extends ChangedPart>(part: P, ids: ReadonlySet<string>, change: (row: Rows[P]) => Rows[P]) => {
      client.setQueryData<InfiniteData<ListPage<Rows[P]>>>(
        mappingKeys.part(id, part),
        (list) =>
          list && {
            ...list,
            pages: list.pages.map((page) =>
              page.items.some((row) => ids.has(row.id))
                ? { ...page, items: page.items.map((row) => (ids.has(row.id) ? change(row) : row)) }
                : page,
            ),
          },
      );
    },
    [client, id],
  );
}

/** Rows of a held list as they stand at this moment, changes of a moment ago included. */
export function useRowsNow(id: string) {
  const client = useQueryClient();
  return useCallback(
    <P extends Part>(part: P): readonly Rows[P][] =>
      client
        .getQueryData<InfiniteData<ListPage<Rows[P]>>>(mappingKeys.part(id, part))
        ?.pages.flatMap(({ items }) => items) ?? [],
    [client, id],
  );
}

/** One account as it stands now; null where it is not found any more. */
export async function readAccount(
  id: string,
  account: Pick<Account, 'id' | 'foreignId'>,
): Promise<Account | null> {
  const list = await read(`/integrations/${id}/vendor-accounts`, VendorAccountList, {
    query: { q: account.foreignId, limit: pageRows },
  });
  return list.items.find((row) => row.id === account.id) ?? null;
}
