import type { Permission } from '../../contracts/api/permissions.ts';
import { useClosed } from '../api/session.ts';
import { offlineReason, useIsOnline } from '../components/online.ts';

/** Null where it can be done now; else why not: the connection, or the role. */
export function useDisabledReason(): (permission: Permission) => string | null {
  const closed = useClosed();
  const online = useIsOnline();
  return (permission) => closed(permission) ?? (online ? null : offlineReason());
}
