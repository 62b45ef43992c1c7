/** Facts by what they belong to, in their order: years of them are looked up for each line. */
export function groupBy<T>(
  facts: readonly T[],
  keyOf: (fact: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const fact of facts) {
    const group = groups.get(keyOf(fact));
    if (group === undefined) groups.set(keyOf(fact), [fact]);
    else group.push(fact);
  }
  return groups;
}
