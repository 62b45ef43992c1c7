import { WifiOff } from 'lucide-react';
import { useState } from 'react';
import { useIsOnline } from '../../components/online.ts';
import { useIsLive } from '../../context/live-events.tsx';
import { formatTime } from '../../values/format.ts';

/** Above every page when the connection or the live channel is lost. */
export function ConnectionBar() {
  const online = useIsOnline();
  const live = useIsLive();
  if (online && live) return null;
  return (
    <div
      role="status"
      data-connection-bar
      className="flex items-center gap-2 bg-warn-tint px-4 py-1.5 text-table sm:px-6"
    >
      <WifiOff size={14} className="shrink-0 text-warn-mark" aria-hidden />
      {online ? 'Live updates paused, checking every 30 s.' : <OfflineSinceNow />}
    </div>
  );
}

/** The time is that of its first showing. */
function OfflineSinceNow() {
  const [lostAt] = useState(() => new Date().toISOString());
  return `You're offline. This is what was known at ${formatTime(lostAt)}. Decisions are closed until the connection is back.`;
}
