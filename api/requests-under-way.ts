import type { RequestHandler } from 'express';

/** Handlers that run, whether or not anybody still waits for their answer. */
export interface RequestsUnderWay {
  /** The handler, counted as long as it runs. */
  readonly counted: (handler: RequestHandler) => RequestHandler;
  /** Resolves when none runs any more, at the latest after so many milliseconds. */
  readonly ended: (withinMs: number) => Promise<void>;
}

export function requestsUnderWay(): RequestsUnderWay {
  const running = new Set<Promise<unknown>>();
  return {
    counted: (handler) => (request, response, next) => {
      const run = Promise.resolve(handler(request, response, next));
      const forget = (): void => {
        running.delete(run);
      };
      running.add(run);
      run.then(forget, forget);
      return run;
    },
    ended: async (withinMs) => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, withinMs);
      });
      await Promise.race([late, Promise.allSettled([...running])]);
      clearTimeout(timer);
    },
  };
}
