import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { RowsAhead } from '../../contracts/api/audit-findings.ts';
import { read, sendOnly } from './client.ts';
import { noticeKeys } from './keys.ts';

export type RowAheadInfo = z.output<typeof RowsAhead>['items'][number];

/** Below the key of notices, so that an event about a notice reads it again. */
const key = [...noticeKeys.all, 'rows-ahead'] as const;

export const useRowsAhead = () =>
  useQuery({ queryKey: key, queryFn: ({ signal }) => read('/audit/rows-ahead', RowsAhead, { signal }) }).data
    ?.items;

/** Keeps a person's reason for a row as they saw it. */
export function useAnswerFinding() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ seq, ...body }: Pick<RowAheadInfo, 'seq' | 'rowHash'> & { readonly reason: string }) =>
      sendOnly('POST', `/audit/rows-ahead/${seq}/answer`, { body }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: noticeKeys.all }),
        client.invalidateQueries({ queryKey: noticeKeys.lists }),
      ]),
  });
}
