import { type Message, message } from '../../messages/message.ts';

/** Prints the tour line by line and remembers every figure that differs from what docs/sandbox.md promises. */
export class Report {
  readonly #print: (line: string) => void;
  readonly #say: (what: Message) => string;
  readonly #differences: string[] = [];
  #steps = 0;
  #checked = 0;

  constructor(print: (line: string) => void, say: (what: Message) => string) {
    this.#print = print;
    this.#say = say;
  }

  /** One step of the lifecycle, done. */
  step(what: Message): void {
    this.#steps += 1;
    this.#print(`${String(this.#steps).padStart(2)}. ${this.#say(what)}`);
  }

  /** A detail under the last step. */
  note(what: Message): void {
    this.#print(`      ${this.#say(what)}`);
  }

  /** Compares a figure; a difference is printed and makes the tour fail at its end. */
  expect(what: string, actual: unknown, wanted: unknown): void {
    this.#checked += 1;
    if (actual === wanted) return;
    const text = `${what}: ${String(actual)} instead of ${String(wanted)}`;
    this.#differences.push(text);
    this.note(message('tour.differs', { figure: text }));
  }

  get checked(): number {
    return this.#checked;
  }

  get differences(): readonly string[] {
    return this.#differences;
  }
}
