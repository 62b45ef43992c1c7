import { RefreshCw } from 'lucide-react';
import { formatTime } from '../../values/format.ts';
import { useShortcuts } from '../../components/shortcuts.tsx';
import { useRefresh } from '../../context/refresh-rule.tsx';

/** Pink only when a run has ended with newer data than shown; only a press changes the table (console.md 5.3). */
export function RefreshButton() {
  const { lit, busy, at, press } = useRefresh();
  useShortcuts([{ keys: 'Shift+R', words: 'Refresh', group: 'Everywhere', run: press }]);
  const name = lit && at !== null ? `Refresh, newer data from ${formatTime(at)} is ready` : 'Refresh';
  return (
    <button
      type="button"
      onClick={() => (busy ? undefined : press())}
      aria-label={name}
      aria-busy={busy}
      aria-keyshortcuts="Shift+R"
      title={`${name} (Shift R)`}
      data-lit={lit}
      className={`relative inline-flex h-(--control-dense) items-center gap-1.5 rounded-control border px-2.5 text-table font-medium ${lit ? 'border-refresh bg-refresh text-on-refresh hover:border-refresh-hover hover:bg-refresh-hover' : 'border-edge bg-surface text-ink hover:bg-hover'}`}
    >
      <RefreshCw size={14} className={busy ? 'animate-spin' : ''} aria-hidden />
      <span className="hidden sm:inline">Refresh</span>
      {lit ? <span className="absolute top-1 right-1 size-1.5 rounded-full bg-current" aria-hidden /> : null}
    </button>
  );
}
