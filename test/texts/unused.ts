/**
 * Returns the IDs that no source names, neither as a literal nor by the beginning of a template such as
 * `usage.kind.${kind}`.
 */
export function unusedIds(ids: readonly string[], sources: readonly string[]): readonly string[] {
  const named = new Set<string>();
  const beginnings = new Set<string>();
  for (const source of sources) {
    for (const [, id] of source.matchAll(/['"`]([a-z][\w-]*(?:\.[\w-]+)+)['"`]/gu)) named.add(id ?? '');
    for (const [, beginning] of source.matchAll(/`([a-z][\w-]*\.(?:[\w-]+\.)*[\w-]*)\$\{/gu))
      beginnings.add(beginning ?? '');
  }
  return ids.filter((id) => !named.has(id) && ![...beginnings].some((beginning) => id.startsWith(beginning)));
}
