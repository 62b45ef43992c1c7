/**
 * What is the same for as long as the data stand, worked out once per data version: the count of a list, say, which
 * each page tells. Kept in this process, at most so many at once; the one that was not asked for longest goes first.
 */
export class PerVersion<T> {
  readonly #most: number;
  readonly #kept = new Map<string, { readonly version: string; readonly value: Promise<T> }>();

  constructor(most: number) {
    this.#most = most;
  }

  /**
   * @param question whose answer it is; of one tenant, since versions of two may be equal.
   * @param work out the answer at exactly this version. Those who ask meanwhile wait for the same one; where it fails,
   *   each of them tries by itself.
   */
  async of(question: string, version: string, work: () => Promise<T>): Promise<T> {
    const known = this.#kept.get(question);
    if (known?.version === version) {
      this.#keep(question, known);
      return known.value.catch(() => work());
    }
    const entry = { version, value: work() };
    this.#keep(question, entry);
    try {
      return await entry.value;
    } catch (error) {
      if (this.#kept.get(question) === entry) this.#kept.delete(question);
      throw error;
    }
  }

  #keep(question: string, entry: { readonly version: string; readonly value: Promise<T> }): void {
    this.#kept.delete(question);
    this.#kept.set(question, entry);
    if (this.#kept.size <= this.#most) return;
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest);
      return;
    }
  }
}
