import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { Notice, NoticeList } from '../../contracts/api/people.ts';
import { read, send } from './client.ts';
import { usePages } from './pages.ts';
import { held } from './query-client.ts';

export const noticeKeys = {
  /** Live events read everything below again. */
  all: ['notices'] as const,
  open: ['notices', 'open'] as const,
  writeCap: ['notices', 'write-cap'] as const,
  lists: [held, 'notices'] as const,
  list: (state: 'open' | 'closed') => [held, 'notices', state] as const,
};

export type NoticeInfo = z.output<typeof NoticeList>['items'][number];

/** What asks for a person (`open`), or did so once. */
export const useNotices = (state: 'open' | 'closed') =>
  usePages(noticeKeys.list(state), '/notices', NoticeList, {
    state,
    sort: state === 'open' ? 'severity' : '-last',
  });

/** Open notices of every integration and of the installation itself, the gravest first. */
export const useOpenNotices = () =>
  useQuery({
    queryKey: noticeKeys.open,
    queryFn: async ({ signal }) =>
      (await read('/notices', NoticeList, { query: { state: 'open', sort: 'severity', limit: 50 }, signal }))
        .items,
  }).data;

/** Closes a notice that stays until somebody has read it, as it was read. */
export function useAcknowledge({ id, times }: Pick<NoticeInfo, 'id' | 'times'>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (once: string) =>
      send('POST', `/notices/${id}/acknowledge`, Notice, { body: { times }, key: once }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: noticeKeys.all }),
        client.invalidateQueries({ queryKey: noticeKeys.lists }),
      ]),
  });
}
