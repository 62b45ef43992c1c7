/** Groups by key; keys and rows keep their order. One pass, where a filter for each key would cost rows times keys. */
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
