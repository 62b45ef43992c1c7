import { message, type Message } from '../messages/message.ts';
import { type Say, sayIn } from '../messages/say.ts';

/** Says one line of a start: its part, and its result or that it is in progress. */
export type Notify = (part: string, what: Message) => void;

/** Beside the rows of the announcement, in the language of this process. */
export const printOnTerminal: Notify = (part, what) => {
  console.log(row(part, sayInThisProcess(what)));
};

/** In the language of this process. */
export const sayInThisProcess: Say = sayIn(process.env);

export const row = (name: string, value: string): string => `  ${name.padEnd(13)} ${value}`;

/** Tells once it is there, and how long that took; a part that fails is told by whoever waits for it. */
export async function told<T>(
  tell: Notify,
  part: string,
  starting: Promise<T>,
  whatOf: (there: T) => Message,
): Promise<T> {
  const began = performance.now();
  const there = await starting;
  tell(part, message('start.took', { what: whatOf(there), seconds: secondsOf(performance.now() - began) }));
  return there;
}

/** Seconds with one digit, of milliseconds. */
export const secondsOf = (ms: number): string => (ms / 1000).toFixed(1);
