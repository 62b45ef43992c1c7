import type { Action } from '../../contracts/api/permissions.ts';
import { useClosed } from '../api/session.ts';
import { offlineReason, useIsOnline } from './connection.tsx';

/** Null where it can be done now; else why not: the connection, or the role. */
export function useWhyClosed(): (action: Action) => string | null {
  const closed = useClosed();
  const online = useIsOnline();
  return (action) => closed(action) ?? (online ? null : offlineReason);
}
