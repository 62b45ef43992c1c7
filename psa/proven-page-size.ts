/**
 * How many rows a page is known to hold, because one held them. A gateway may give fewer rows than were asked for, and
 * says so nowhere: only a page that is shorter than one seen before is known to be the last; after any other, the next
 * is asked for. All lists ask for pages of one size, and lines are the smallest records of all, so
 * that what a page of companies or agreements proves holds for theirs. One client keeps it, or one run for its clients.
 */
export class ProvenPageSize {
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  note(rows: number): void {
    this.#rows = Math.max(rows, this.#rows);
  }

  forget(): void {
    this.#rows = 0;
  }
}
