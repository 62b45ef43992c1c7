import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { Notice, NoticeList } from '../../contracts/api/notices.ts';
import { read, send } from './client.ts';
import { noticeKeys } from './keys.ts';
import { usePages } from './pages.ts';

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

/** Closes a notice that stays until a person has read it, as it was read. */
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
