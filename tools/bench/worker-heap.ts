import { WebSocket } from 'undici';
import { z } from 'zod';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import type { Part } from '../../test/product/processes.ts';

/** Node's own inspector tells the heap of a process that knows nothing of being measured. */
export const inspectable = { NODE_OPTIONS: '--inspect=127.0.0.1:0' } as const;

export interface HeapProbe {
  /** Bytes of live objects after a forced collection. */
  liveBytes(): Promise<number>;
  close(): void;
}

const answer = z.object({ id: z.int(), result: z.looseObject({ usedSize: z.number().optional() }) });

export async function probeHeap(part: Part): Promise<HeapProbe> {
  const address = await waitFor('the inspector', 10_000, () =>
    Promise.resolve(/Debugger listening on (ws:\S+)/u.exec(part.said())?.[1] ?? null),
  );
  const socket = new WebSocket(address);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => {
      resolve();
    });
    socket.addEventListener('error', () => {
      reject(new Error('the inspector rejected'));
    });
  });
  const waiting = new Map<number, (result: z.infer<typeof answer>['result']) => void>();
  socket.addEventListener('message', (event) => {
    const parsed = answer.safeParse(JSON.parse(String(event.data)));
    if (parsed.success) waiting.get(parsed.data.id)?.(parsed.data.result);
  });
  let id = 0;
  const send = (method: string) =>
    new Promise<z.infer<typeof answer>['result']>((resolve) => {
      id += 1;
      waiting.set(id, resolve);
      socket.send(JSON.stringify({ id, method }));
    });
  return {
    async liveBytes() {
      // Once more: finalizers of the first free what hung on native objects.
      await send('HeapProfiler.collectGarbage');
      await send('HeapProfiler.collectGarbage');
      const { usedSize } = await send('Runtime.getHeapUsage');
      if (usedSize === undefined) throw new Error('the inspector did not tell the heap');
      return usedSize;
    },
    close: () => {
      socket.close();
    },
  };
}
