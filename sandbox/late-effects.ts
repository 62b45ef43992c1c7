/** Calls that hang now and are handled later, when nobody listens any more: the fault `late-effect`. */
export class LateEffects {
  readonly #waiting = new Map<() => void, NodeJS.Timeout>();

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Handles the call once, after `ms`, unless it is released or dropped before. */
  add(ms: number, handle: () => void): void {
    const run = (): void => {
      this.#waiting.delete(run);
      handle();
    };
    this.#waiting.set(run, setTimeout(run, ms).unref());
  }

  /** Handles all that wait now, in the order of their calls; how many. */
  release(): number {
    const waiting = [...this.#waiting];
    for (const [run, timer] of waiting) {
      clearTimeout(timer);
      run();
    }
    return waiting.length;
  }

  /** They never happen. */
  drop(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }
}
