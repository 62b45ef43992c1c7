import { QueryClientProvider } from '@tanstack/react-query';
import { Tooltip } from 'radix-ui';
import { BrowserRouter } from 'react-router';
import { queryClient } from '../api/query-client.ts';
import { AnnouncerProvider } from '../components/announcer.tsx';
import { ShortcutProvider } from '../components/shortcuts.tsx';
import { ToastProvider } from '../components/toasts.tsx';
import '../components/history-guard.ts';
import { Routing } from './routing.tsx';

/** Everything around the screens. */
export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <BrowserRouter>
        <AnnouncerProvider>
          <ShortcutProvider>
            <Tooltip.Provider delayDuration={400}>
              <ToastProvider>
                <Routing />
              </ToastProvider>
            </Tooltip.Provider>
          </ShortcutProvider>
        </AnnouncerProvider>
      </BrowserRouter>
    </QueryClientProvider>
  );
}
