import { useCallback, useEffect, useState } from 'react';
import { CommandState } from '../../../contracts/api/commands.ts';
import { onLiveChange } from '../../context/live-events.tsx';
import { read } from '../../api/client.ts';

/** Mapping decisions that others made since the lists were read: offered, never imposed (console.md 5.3). */
export function useChangedElsewhere(integrationId: string, isOwn: (commandId: string) => boolean) {
  const [count, setCount] = useState(0);
  useEffect(
    () =>
      onLiveChange(({ integrationId: where, subject, id }) => {
        if (where !== integrationId || subject !== 'command' || isOwn(id)) return;
        read(`/integrations/${integrationId}/commands/${encodeURIComponent(id)}`, CommandState).then(
          ({ kind, state }) =>
            kind === 'decideMappings' && state === 'done' ? setCount((now) => now + 1) : undefined,
          () => undefined,
        );
      }),
    [integrationId, isOwn],
  );
  return { count, forget: useCallback(() => setCount(0), []) };
}
