/**
 * Stops one part after the other, each of which may use those that come after it. One that fails does not keep the
 * others. Throws AggregateError with every failure.
 */
export async function closeAll(stops: readonly (() => Promise<unknown> | undefined)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const stop of stops) {
    try {
      await stop();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'not every part could be stopped in order');
}
