/** The calls of the last so many milliseconds, by the sandbox's clock. */
export class SlidingWindow {
  readonly #lengthMs: number;
  #calls: number[] = [];

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs;
  }

  count(nowMs: number): number {
    this.#calls = this.#calls.filter((at) => at > nowMs - this.#lengthMs);
    return this.#calls.length;
  }

  note(nowMs: number): void {
    this.#calls.push(nowMs);
  }

  /** False where `most` calls were made already (null: there is no limit); else this one is counted. */
  take(most: number | null, nowMs: number): boolean {
    if (most !== null && this.count(nowMs) >= most) return false;
    this.note(nowMs);
    return true;
  }
}
