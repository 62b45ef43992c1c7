/** Prints the tour line by line and remembers every figure that differs from what docs/sandbox.md promises. */
export class Report {
  readonly #print: (line: string) => void;
  readonly #differences: string[] = [];
  #steps = 0;
  #checked = 0;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /** One step of the lifecycle, done. */
  step(text: string): void {
    this.#steps += 1;
    this.#print(`${String(this.#steps).padStart(2)}. ${text}`);
  }

  /** A detail under the last step. */
  note(text: string): void {
    this.#print(`      ${text}`);
  }

  /** Compares a figure; a difference is printed and makes the tour fail at its end. */
  expect(what: string, actual: unknown, wanted: unknown): void {
    this.#checked += 1;
    if (actual === wanted) return;
    const text = `${what}: ${String(actual)} instead of ${String(wanted)}`;
    this.#differences.push(text);
    this.note(`DIFFERS  ${text}`);
  }

  get checked(): number {
    return this.#checked;
  }

  get differences(): readonly string[] {
    return this.#differences;
  }
}
