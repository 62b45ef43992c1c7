import { QueryClientProvider } from '@tanstack/react-query';
import { BrowserRouter } from '../components/router.tsx';
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
            <ToastProvider>
              <Routing />
            </ToastProvider>
          </ShortcutProvider>
        </AnnouncerProvider>
      </BrowserRouter>
    </QueryClientProvider>
  );
}
