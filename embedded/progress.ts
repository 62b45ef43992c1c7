/** Says one line of a start: its part, and its result or that it is in progress. */
export type Notify = (part: string, what: string) => void;

/** Beside the rows of the announcement. */
export const printOnTerminal: Notify = (part, what) => {
  console.log(row(part, what));
};

export const row = (name: string, value: string): string => `  ${name.padEnd(13)} ${value}`;

/** Tells once it is there, and how long that took; a part that fails is told by whoever waits for it. */
export async function told<T>(
  tell: Notify,
  part: string,
  starting: Promise<T>,
  wordsOf: (there: T) => string,
): Promise<T> {
  const began = performance.now();
  const there = await starting;
  tell(part, `${wordsOf(there)}, ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return there;
}
