/** Waits for a promise at most so long; what is late is left alone, its error is nobody's. */
export async function within<T>(milliseconds: number, work: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const clock = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        reject(late());
      },
      Math.max(0, milliseconds),
    );
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, clock]);
  } finally {
    clearTimeout(timer);
  }
}
