import { Navigate } from 'react-router';
import { isInUse, useIntegrations } from '../api/integrations.ts';
import { PageSkeleton } from '../components/skeleton.tsx';

/** The month once something is in use; what can be connected before. */
export function Start() {
  const { data, isPending } = useIntegrations();
  if (isPending) return <PageSkeleton />;
  return <Navigate to={data?.items.some(isInUse) === true ? '/month' : '/integrations'} replace />;
}
