import { createHash } from 'node:crypto';

const idAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/**
 * Repeatable chance: the same words give the same draws, on any machine. Every account, company and user draws from a
 * source of its own, so that changing one leaves the others as they were.
 */
export class Chance {
  #state: number;

  constructor(...words: readonly (string | number)[]) {
    this.#state = createHash('sha256').update(words.join('\u0001')).digest().readUInt32LE(0);
  }

  /** A number in [0, 1) (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number, both ends included. */
  between(smallest: number, largest: number): number {
    return smallest + Math.floor(this.next() * (largest - smallest + 1));
  }

  /** True in this share of draws. */
  oneIn(n: number): boolean {
    return this.next() * n < 1;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new Error('Nothing to pick from.');
    return item;
  }

  shuffled<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, rank: this.next() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ item }) => item);
  }

  /** Duo's form of an id: a prefix and 18 capitals or digits (duo.md 2). */
  duoId(prefix: 'DA' | 'DU'): string {
    let id: string = prefix;
    while (id.length < 20) id += idAlphabet.charAt(Math.floor(this.next() * idAlphabet.length));
    return id;
  }

  /** `api-` and 8 hex digits under the sandbox's own domain. */
  duoHost(): string {
    const digits = Math.floor(this.next() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
    return `api-${digits}.duosecurity.test`;
  }
}

/**
 * `count` whole numbers from `smallest` to `largest` that sum to `total` exactly. Weighted draws are rounded down and
 * the rest is handed out one by one, so the largest stay within bounds.
 */
export function sizesSummingTo(
  chance: Chance,
  total: number,
  bounds: { readonly count: number; readonly smallest: number; readonly largest: number },
): number[] {
  const { count, smallest, largest } = bounds;
  if (total < count * smallest || total > count * largest) throw new Error('No such sizes.');
  const weights = Array.from({ length: count }, () => Math.exp(1.6 * chance.next() + 0.8 * chance.next()));
  const sum = weights.reduce((a, b) => a + b, 0);
  const spare = total - count * smallest;
  const sizes = weights.map((weight) => Math.min(largest, smallest + Math.floor((weight / sum) * spare)));
  let missing = total - sizes.reduce((a, b) => a + b, 0);
  for (let i = 0; missing > 0; i = (i + 1) % count) {
    const size = sizes[i];
    if (size !== undefined && size < largest) {
      sizes[i] = size + 1;
      missing -= 1;
    }
  }
  return sizes;
}
