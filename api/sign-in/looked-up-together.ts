interface Waiting<T> {
  readonly resolve: (found: T | null) => void;
  readonly reject: (error: unknown) => void;
}

/** One that takes longer hangs, as on a connection that is dead: the next one begins beside it. */
const hangsAfterMs = 250;
const mostAtOnce = 4;

/**
 * Looks things up for many at once: what is asked for while a look-up is under way waits for the next one, which takes
 * all of it. So each answer is as fresh as a look-up of its own, and a crowd costs a few statements instead of one each.
 */
export class LookedUpTogether<T> {
  readonly #now: () => number;
  readonly #look: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>;
  #waiting = new Map<string, Waiting<T>[]>();
  #looking = 0;
  #begunAt = 0;

  constructor(
    look: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>,
    now: () => number = () => performance.now(),
  ) {
    this.#look = look;
    this.#now = now;
  }

  /** Null: there is no such thing. */
  of(key: string): Promise<T | null> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), { resolve, reject }]);
      if (this.#looking === 0 || (this.#hangs() && this.#looking < mostAtOnce)) void this.#lookOn();
    });
  }

  #hangs(): boolean {
    return this.#now() - this.#begunAt > hangsAfterMs;
  }

  async #lookOn(): Promise<void> {
    this.#looking += 1;
    while (this.#waiting.size > 0) {
      const asked = this.#waiting;
      this.#waiting = new Map();
      this.#begunAt = this.#now();
      try {
        const found = await this.#look([...asked.keys()]);
        for (const [key, waiting] of asked)
          for (const { resolve } of waiting) resolve(found.get(key) ?? null);
      } catch (error) {
        for (const { reject } of [...asked.values()].flat()) reject(error);
      }
    }
    this.#looking -= 1;
  }
}
