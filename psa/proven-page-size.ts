/** A proof older than this is made once more: a gateway may have been changed meanwhile. Milliseconds. */
const provenForMs = 3_600_000;

/**
 * How many rows a page is known to hold, because one held them. A gateway may give fewer rows than were asked for, and
 * says so nowhere: only a page that is shorter than one seen before is known to be the last; after any other, the next
 * is asked for. All lists ask for pages of one size, and lines are the smallest records of all, so
 * that what a page of companies or agreements proves holds for theirs. One client keeps it, or one run for its clients.
 */
export class ProvenPageSize {
  #rows = 0;
  #provenAt = Number.NEGATIVE_INFINITY;
  #other: ProvenPageSize | null = null;

  get rows(): number {
    return performance.now() - this.#provenAt < provenForMs ? this.#rows : 0;
  }

  note(rows: number): void {
    const proven = this.rows;
    if (rows >= proven) this.#provenAt = performance.now();
    this.#rows = Math.max(rows, proven);
    this.#other?.note(rows);
  }

  forget(): void {
    this.#rows = 0;
    this.#other?.forget();
  }

  /** Passes on to another what it learns from now on. */
  teach(other: ProvenPageSize): void {
    if (other !== this) this.#other = other;
  }
}
