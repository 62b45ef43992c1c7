/**
 * How many rows a page of each list is known to hold, because one held them. A server may give fewer rows than were
 * asked for, and says so nowhere: only a page that is shorter than one seen before is known to be the last; after any
 * other, the next is asked for. One client keeps it for all its lists of a kind.
 */
export class ProvenPageSizes {
  readonly #largest = new Map<string, number>();

  of(operation: string): number {
    return this.#largest.get(operation) ?? 0;
  }

  note(operation: string, rows: number): void {
    this.#largest.set(operation, Math.max(rows, this.of(operation)));
  }

  forget(operation: string): void {
    this.#largest.delete(operation);
  }
}
