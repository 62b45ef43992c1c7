import { QueryClient } from '@tanstack/react-query';
import { isPassing } from '../values/problem.ts';

/** Keys that begin with this hold a table still: read again by Refresh alone, never by a live event. */
export const held = 'held';

/** News comes by live events; nothing is read again because a window got focus. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Offline a request fails at once: none waits unseen to be sent by itself later (console.md 2).
      networkMode: 'always',
      // What stands on the page stands still; what could not be read is read once the connection is back.
      refetchOnReconnect: ({ queryKey, state }) => queryKey[0] !== held || state.data === undefined,
      staleTime: 10_000,
      gcTime: 300_000,
      refetchOnWindowFocus: false,
      retry: (times, error) => times < 2 && isPassing(error),
      retryDelay: (times) => 400 * 2 ** times,
    },
    mutations: {
      networkMode: 'always',
      retry: (times, error) => times < 2 && isPassing(error),
      retryDelay: 600,
    },
  },
});
