/** Choices that are the same for the same seed and name, whatever else was chosen meanwhile. */
export class SeededChoice {
  #state: number;
  readonly #seed: number;

  /** @param name tells streams of one seed apart, so that one actor's choices do not move another's. */
  constructor(seed: number, name = '') {
    this.#seed = seed;
    // FNV-1a over the name, begun with the seed.
    this.#state = Buffer.from(name).reduce((hash, byte) => Math.imul(hash ^ byte, 16_777_619), seed) >>> 0;
  }

  stream(name: string): SeededChoice {
    return new SeededChoice(this.#seed, name);
  }

  /** In [0, 1); mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  /** Throws where there is nothing to choose from. */
  pick<T>(all: readonly T[]): T {
    if (all.length === 0) throw new Error('nothing to choose from');
    return all[this.between(0, all.length - 1)]!;
  }

  shuffled<T>(all: readonly T[]): T[] {
    const rest = [...all];
    return all.map(() => rest.splice(this.between(0, rest.length - 1), 1)[0]!);
  }
}

/** Goes through all of them in an order of the seed before any comes again. */
export class Deck<T> {
  readonly #all: readonly T[];
  #left: T[] = [];

  constructor(all: readonly T[]) {
    this.#all = all;
  }

  next(choose: SeededChoice): T {
    if (this.#left.length === 0) this.#left = choose.shuffled(this.#all);
    const card = this.#left.pop();
    if (card === undefined) throw new Error('nothing to choose from');
    return card;
  }
}
