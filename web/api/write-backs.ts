import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { NoticeList } from '../../contracts/api/notices.ts';
import { type CapName, capNames } from '../../contracts/api/settings.ts';
import {
  CanceledLine,
  ContinuedWrites,
  ResolvedConflict,
  RevertedLine,
  WriteBackDetail,
  WriteBackList,
} from '../../contracts/api/write-backs.ts';
import { apiAddress, type Query, read, send } from './client.ts';
import { countKeys } from './counts.ts';
import { noticeKeys, writeBackKeys } from './keys.ts';
import { usePages } from './pages.ts';

type WriteBackPage = z.output<typeof WriteBackList>;
export type WriteBack = WriteBackPage['items'][number];
export type WriteBackInfo = z.output<typeof WriteBackDetail>;
export type WriteBackLineInfo = WriteBackInfo['lines'][number];

const pageSize = 200;

/** Members and order stand still until Refresh; {@link useNewestWriteBacks} brings the cells that move. */
export const useWriteBacks = (question: Query) =>
  usePages(writeBackKeys.list(question), '/write-backs', WriteBackList, question, { limit: pageSize });

/** The newest lines by id, read again with each event: whatever is on its way is among them. */
export const useNewestWriteBacks = () =>
  useQuery({
    queryKey: writeBackKeys.newest,
    queryFn: async ({ signal }) => {
      const page = await read('/write-backs', WriteBackList, { query: { limit: 500 }, signal });
      return { total: page.total, byId: new Map(page.items.map((line) => [line.id, line])) };
    },
    staleTime: 0,
  });

export const useWriteBackDetail = (approvalId: string) =>
  useQuery({
    queryKey: writeBackKeys.detail(approvalId),
    queryFn: ({ signal }) => read(`/write-backs/${approvalId}`, WriteBackDetail, { signal }),
    staleTime: 0,
  });

type Target = Pick<WriteBack, 'approvalId' | 'id'>;

const lineAddress = ({ approvalId, id }: Target, action: string): string =>
  `/write-backs/${approvalId}/lines/${id}/${action}`;

/** Cancels a change that was not sent yet. */
export const sendCancel = (target: Target, key: string) =>
  send('POST', lineAddress(target, 'cancel'), CanceledLine, { key });

function useLineCommand<Schema extends z.ZodType>(action: 'cancel' | 'revert' | 'resolve', schema: Schema) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: { readonly target: Target; readonly key: string; readonly reason?: string }) =>
      send('POST', lineAddress(wish.target, action), schema, {
        body: wish.reason === undefined || wish.reason === '' ? {} : { reason: wish.reason },
        key: wish.key,
      }),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: writeBackKeys.all });
      await client.invalidateQueries({ queryKey: countKeys.all });
    },
  });
}

export const useCancelWrite = () => useLineCommand('cancel', CanceledLine);
export const useRevertWrite = () => useLineCommand('revert', RevertedLine);
export const useResolveConflict = () => useLineCommand('resolve', ResolvedConflict);

/** Grants one of the day's limits once more (RULES 6). */
export function useContinueWrites() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ integrationId, cap, key }: ReachedCap & { readonly key: string }) =>
      send('POST', `/integrations/${integrationId}/write-backs/continue`, ContinuedWrites, {
        body: { cap },
        key,
      }),
    onSettled: () => client.invalidateQueries(),
  });
}

export const writeBackCsvAddress = (question: Query): string => apiAddress('/write-backs.csv', question);

/** Which limit of the day is reached where. */
export interface ReachedCap {
  readonly integrationId: string;
  readonly cap: CapName;
}

/** Which limits of the day are reached, each with its notice; live events read it again. */
export const useCapNotices = () =>
  useQuery({
    queryKey: noticeKeys.writeCap,
    queryFn: async ({ signal }) => {
      const { items } = await read('/notices', NoticeList, { query: { state: 'open', limit: 100 }, signal });
      return items.flatMap(({ id, code, integrationId, subject, title, detail }) => {
        const cap = capNames.find((name) => name === subject);
        if (code !== 'WriteCapReached' || integrationId === null || cap === undefined) return [];
        return [{ id, integrationId, cap, title, detail }];
      });
    },
  });
