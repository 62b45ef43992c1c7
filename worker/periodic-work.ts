/** Work that is repeated while a worker runs; `stop` waits for a turn under way. */
export interface PeriodicWork {
  stop(): Promise<void>;
}

/** The wait after a turn that failed, if the interval is longer; each further failure doubles it. */
const firstRetryMs = 5_000;

/**
 * Takes a turn at start and then regularly: at once after a turn that says that more is waiting. A turn that fails is
 * told of and tried again, sooner than after an interval of minutes: what a start needs must not wait for one.
 */
export function startPeriodicWork(
  turn: () => Promise<{ readonly more: boolean }>,
  intervalMs: number,
  onError: (message: string) => void,
): PeriodicWork {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  const next = async (): Promise<void> => {
    let waitMs = intervalMs;
    try {
      const { more } = await turn();
      failures = 0;
      if (more) waitMs = 0;
    } catch (error) {
      waitMs = Math.min(intervalMs, firstRetryMs * 2 ** failures);
      failures += 1;
      onError(error instanceof Error ? error.message : 'unknown');
    }
    if (stopped) return;
    timer = setTimeout(run, waitMs);
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
