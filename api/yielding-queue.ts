/**
 * Lets those who read go on one at each turn of the event loop. Fifty answers that are ready at once would otherwise be
 * sent in one go, and a decision, which asks the database for one thing after the other, would wait for all of them
 * again and again.
 */
export class YieldingQueue {
  readonly #waiting: (() => void)[] = [];

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) setImmediate(this.#go);
    });
  }

  readonly #go = (): void => {
    this.#waiting.shift()?.();
    if (this.#waiting.length > 0) setImmediate(this.#go);
  };
}
