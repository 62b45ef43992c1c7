export interface LimitBounds {
  /** Requests at a time to begin with. */
  readonly start: number;
  /** At most so many, however well it goes. */
  readonly ceiling: number;
}

/** So many good answers in a row earn one more request at a time. */
const growsAfter = 40;

/**
 * How many requests to one vendor are open at a time: one more after a while of good answers, half as many when the
 * vendor says that it is too much, and then never again as many as tripped it. At least one.
 */
export class AdaptiveLimit {
  #places: number;
  #ceiling: number;
  #open = 0;
  #good = 0;
  /** Rises with each halving: answers to requests of before say nothing about now. */
  #era = 0;
  readonly #waiting: (() => void)[] = [];

  constructor({ start, ceiling }: LimitBounds) {
    this.#places = Math.max(1, start);
    this.#ceiling = Math.max(this.#places, ceiling);
  }

  get places(): number {
    return this.#places;
  }

  /** Does the work when a place is free; `work` tells afterwards how it went. */
  async inTurn<T>(work: (went: (how: 'well' | 'too much') => void) => Promise<T>): Promise<T> {
    if (this.#open >= this.#places) await new Promise<void>((free) => this.#waiting.push(free));
    else this.#open += 1;
    const era = this.#era;
    try {
      return await work((how) => {
        if (era !== this.#era) return;
        if (how === 'well') this.#well();
        else this.#tooMuch();
      });
    } finally {
      this.#open -= 1;
      this.#letIn();
    }
  }

  #well(): void {
    this.#good += 1;
    if (this.#good < growsAfter || this.#places >= this.#ceiling) return;
    this.#good = 0;
    this.#places += 1;
    this.#letIn();
  }

  #tooMuch(): void {
    this.#ceiling = Math.max(1, this.#places - 1);
    this.#places = Math.max(1, Math.floor(this.#places / 2));
    this.#good = 0;
    this.#era += 1;
  }

  #letIn(): void {
    while (this.#open < this.#places) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#open += 1;
      next();
    }
  }
}
