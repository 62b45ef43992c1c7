import { useRunWatch } from './run-watch.tsx';

/** When the next sync of an integration begins; null: none is due. */
export function useNextSyncs(): (integrationId: string) => string | null {
  const { integrations } = useRunWatch();
  return (integrationId) => integrations.find(({ id }) => id === integrationId)?.nextSyncAt ?? null;
}
