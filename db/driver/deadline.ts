const batchMs = 100;

/**
 * Waits for a promise at most so many milliseconds; what is late is left alone, its error is nobody's. Counted is the
 * time in which this process could have taken the answer: where it stood still (no processor, a paused machine), what
 * came meanwhile is taken first, and nobody else is blamed.
 */
export async function within<T>(milliseconds: number, work: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const clock = new Promise<never>((_, reject) => {
    const waitFor = (left: number): void => {
      const slice = Math.min(batchMs, left);
      timer = setTimeout(() => {
        if (left > slice) waitFor(left - slice);
        else reject(late());
      }, slice);
    };
    waitFor(Math.max(0, milliseconds));
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, clock]);
  } finally {
    clearTimeout(timer);
  }
}
