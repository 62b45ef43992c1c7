/** Code that the console may be built from; a test, and what only tests import, changes nothing in it. */
export const ownCode = /(?<!\.(?:test|fixture))\.tsx?$/u;

/** An ID of the console's texts in quotes, or the beginning of one before a param of a template. */
const named = /(?<open>['"`])(?<id>console-[\w-]+\.[\w.-]*)(?<close>\1|\$\{)/gu;

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** "a" to "Z", then "aa": counted in letters. */
const counted = (nth: number): string =>
  (nth < letters.length ? '' : counted(Math.floor(nth / letters.length) - 1)) +
  letters.charAt(nth % letters.length);

/**
 * Returns what shortens the IDs of texts, in code and in texts alike: they are a tenth of what the console would load.
 * Where code completes an ID (`console-runs.state.${state}`), its beginning is shortened and its end stays. The same IDs
 * always become the same; one that is not listed stays as it is.
 * @param ids of all texts of the console
 * @param sources all code of the console
 */
export function shortIds(ids: readonly string[], sources: readonly string[]): (code: string) => string {
  const completed = new Set<string>();
  for (const source of sources)
    for (const { groups } of source.matchAll(named))
      if (groups?.['close'] === '${') completed.add(groups['id'] ?? '');
  // One that begins with another is shortened with it.
  const beginnings = [...completed].filter(
    (one) => ![...completed].some((other) => other !== one && one.startsWith(other)),
  );
  const beginningOf = (id: string): string | undefined => beginnings.find((one) => id.startsWith(one));
  const whole = ids.filter((id) => beginningOf(id) === undefined);
  // No ID that is shortened as a whole has a dot.
  const short = new Map([
    ...whole.map((id, nth) => [id, counted(nth)] as const),
    ...beginnings.sort().map((one, nth) => [one, `${counted(nth)}.`] as const),
  ]);
  const shortened = (id: string): string => {
    const beginning = beginningOf(id);
    return beginning === undefined
      ? (short.get(id) ?? id)
      : `${short.get(beginning) ?? beginning}${id.slice(beginning.length)}`;
  };
  return (code) =>
    code.replace(named, (_all, open: string, id: string, close: string) => `${open}${shortened(id)}${close}`);
}
