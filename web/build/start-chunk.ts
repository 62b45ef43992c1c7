interface Modules {
  readonly getModuleInfo: (id: string) => { readonly importedIds: readonly string[] } | null;
}

/** Whether the screen needs a module to be shown: these load in one request instead of thirty. */
export function neededBy(screen: string): (id: string, modules: Modules) => boolean {
  let needed: ReadonlySet<string> | null = null;
  return (id, modules) => {
    needed ??= closureOf(screen, modules);
    return needed.has(id);
  };
}

function closureOf(first: string, modules: Modules): ReadonlySet<string> {
  const found = new Set([first]);
  // A set is walked to its end, also when it grows on the way.
  for (const id of found)
    for (const imported of modules.getModuleInfo(id)?.importedIds ?? []) found.add(imported);
  return found;
}
