/** Runs async work strictly one after the other: handlers of a workflow interleave otherwise (platform.md 1.1). */
export class SerialQueue {
  private tail: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.tail.then(work);
    // The next piece of work waits for this one's end, good or bad; the caller gets the error.
    this.tail = result.catch(() => undefined);
    return result;
  }
}
