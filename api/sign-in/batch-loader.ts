interface Waiting<T> {
  readonly resolve: (found: T | null) => void;
  readonly reject: (error: unknown) => void;
}

/** Nobody waits longer for the look-up of others, which may hang on a connection that is dead: the next begins beside it. */
const longestWaitMs = 250;
const mostAtOnce = 4;

/**
 * Looks things up for many at once: what is asked for while a look-up is under way waits for the next one, which takes
 * all of it. So each answer is as fresh as a look-up of its own, and a crowd costs a few statements instead of one each.
 */
export class BatchLoader<T> {
  readonly #look: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>;
  #waiting = new Map<string, Waiting<T>[]>();
  #looking = 0;
  /** Of those under way, the ones that others wait for. */
  #waitedFor = 0;

  constructor(look: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>) {
    this.#look = look;
  }

  /** Null: there is no such thing. */
  of(key: string): Promise<T | null> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), { resolve, reject }]);
      this.#begin();
    });
  }

  #begin(): void {
    if (this.#waiting.size === 0 || this.#waitedFor > 0 || this.#looking === mostAtOnce) return;
    const asked = this.#waiting;
    this.#waiting = new Map();
    this.#looking += 1;
    this.#waitedFor += 1;
    let isWaitedFor = true;
    const goOn = (): void => {
      if (isWaitedFor) this.#waitedFor -= 1;
      isWaitedFor = false;
      this.#begin();
    };
    const timer = setTimeout(goOn, longestWaitMs);
    void this.#answer(asked).then(() => {
      clearTimeout(timer);
      this.#looking -= 1;
      goOn();
    });
  }

  async #answer(asked: ReadonlyMap<string, readonly Waiting<T>[]>): Promise<void> {
    try {
      const found = await this.#look([...asked.keys()]);
      for (const [key, waiting] of asked) for (const { resolve } of waiting) resolve(found.get(key) ?? null);
    } catch (error) {
      for (const { reject } of [...asked.values()].flat()) reject(error);
    }
  }
}
