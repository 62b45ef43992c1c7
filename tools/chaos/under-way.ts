/** Kills and starts of servers that are under way. None begins once it is closed, so that nothing is left running. */
export class UnderWay {
  readonly #work = new Set<Promise<unknown>>();
  #isClosed = false;

  requireOpen(): void {
    if (this.#isClosed) throw new Error('the installation is closing');
  }

  async during(work: () => Promise<void>): Promise<void> {
    this.requireOpen();
    const done = work();
    this.#work.add(done);
    await done.finally(() => this.#work.delete(done));
  }

  /** Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#work);
  }
}
