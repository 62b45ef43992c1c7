import { useState } from 'react';
import type { WriteBack } from '../../api/write-backs.ts';
import { lazyPart } from '../../components/lazy-part.tsx';
import { useNextSyncs } from '../../context/next-syncs.ts';
import { formatInstant } from '../../values/format.ts';
import { useWriteBacksTexts } from './texts.ts';
import { awaitedSync } from './write-back-words.ts';

const StartSync = lazyPart<{
  readonly integrationId: string;
  readonly look: 'plain';
  readonly reason: string | null;
}>(async () => ({ default: (await import('../runs/start-sync.tsx')).StartSync }));

/** Changes that a sync sends, and the sync now in place of the daily one. */
export function AwaitedSyncs({ rows }: { readonly rows: readonly WriteBack[] }) {
  const integrations = [...new Set(rows.map(({ integrationId }) => integrationId))];
  return integrations.map((id) => (
    <OfIntegration key={id} integrationId={id} rows={rows.filter((row) => row.integrationId === id)} />
  ));
}

function OfIntegration({
  integrationId,
  rows,
}: {
  readonly integrationId: string;
  readonly rows: readonly WriteBack[];
}) {
  const text = useWriteBacksTexts(integrationId);
  const nextSyncAt = useNextSyncs()(integrationId);
  const [openedAt] = useState(() => Date.now());
  const awaited = rows.flatMap((row) => awaitedSync(row, nextSyncAt) ?? []);
  const [first] = awaited.map(({ from }) => from).sort();
  if (first === undefined) return null;
  const reason =
    Date.parse(first) > openedAt
      ? text('console-write-backs.sync-from', { when: formatInstant(first) })
      : null;
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-table text-ink-2">
      {text('console-write-backs.awaits-sync', { count: awaited.length })}{' '}
      <StartSync integrationId={integrationId} look="plain" reason={reason} />
    </p>
  );
}
