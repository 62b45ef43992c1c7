interface Turn<T> {
  readonly running: Promise<T>;
  /** Of those who asked while it runs: it begins once that ended. */
  next: Promise<T> | null;
}

/** One that hangs, as on a connection that is dead, holds up those who wait no longer than this. */
const longestWaitMs = 1_000;

/**
 * Whoever asks while the same is being looked at shares the look after it, with all others who came meanwhile: so what
 * is found is never older than the request for it, and a crowd costs no more than one reader.
 */
export class CoalescedLookup<T> {
  readonly #turns = new Map<string, Turn<T>>();

  /** @param name of the question, with everything that what is found depends on, its tenant above all. */
  of(name: string, look: () => Promise<T>): Promise<T> {
    const turn = this.#turns.get(name);
    if (turn === undefined) return this.#begin(name, look);
    turn.next ??= endOf(turn.running).then(() => this.#begin(name, look));
    return turn.next;
  }

  #begin(name: string, look: () => Promise<T>): Promise<T> {
    const turn: Turn<T> = { running: look(), next: null };
    this.#turns.set(name, turn);
    const end = (): void => {
      // Those who wait begin a turn of their own in its place, or did so already.
      if (turn.next === null) this.#turns.delete(name);
    };
    turn.running.then(end, end);
    return turn.running;
  }
}

/** Once it ended, however, or takes too long. */
function endOf(running: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, longestWaitMs);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    running.then(end, end);
  });
}
