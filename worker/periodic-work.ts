/** Work that is repeated while a worker runs; `stop` waits for a turn under way. */
export interface PeriodicWork {
  stop(): Promise<void>;
}

/**
 * Takes a turn at start and then regularly: at once after a turn that says that more is waiting. A turn that fails is
 * told of and tried again.
 */
export function startPeriodicWork(
  turn: () => Promise<{ readonly more: boolean }>,
  intervalMs: number,
  onError: (message: string) => void,
): PeriodicWork {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const next = async (): Promise<void> => {
    let more = false;
    try {
      ({ more } = await turn());
    } catch (error) {
      onError(error instanceof Error ? error.message : 'unknown');
    }
    if (stopped) return;
    timer = setTimeout(run, more ? 0 : intervalMs);
  };
  let current = Promise.resolve();
  const run = (): void => {
    current = next();
  };
  run();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
