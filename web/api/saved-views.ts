import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  type NewSavedView,
  SavedView,
  type SavedViewChange,
  SavedViewList,
} from '../../contracts/api/saved-views.ts';
import { read, send, sendOnly } from './client.ts';

export type View = z.output<typeof SavedView>;

const key = ['saved-views'] as const;

/** Own ones and shared ones, by name. */
export const useSavedViews = () =>
  useQuery({ queryKey: key, queryFn: ({ signal }) => read('/saved-views', SavedViewList, { signal }) });

function useChange<T, R>(change: (what: T) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    retry: false,
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
}

export const useSaveView = () =>
  useChange((what: { readonly key: string; readonly view: z.input<typeof NewSavedView> }) =>
    send('POST', '/saved-views', SavedView, { body: what.view, key: what.key }),
  );

export const useChangeView = () =>
  useChange(({ id, ...body }: { readonly id: string } & z.input<typeof SavedViewChange>) =>
    send('PATCH', `/saved-views/${id}`, SavedView, { body }),
  );

export const useRemoveView = () => useChange((id: string) => sendOnly('DELETE', `/saved-views/${id}`));
