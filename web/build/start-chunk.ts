interface Modules {
  readonly getModuleInfo: (
    id: string,
  ) => { readonly importedIds: readonly string[]; readonly code: string | null } | null;
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
  for (const id of found) {
    const info = modules.getModuleInfo(id);
    for (const imported of info?.importedIds ?? []) {
      // It names every icon there is.
      if (!imported.endsWith('/lucide-react.mjs')) found.add(imported);
      else for (const icon of iconsIn(info?.code ?? '', imported, modules)) found.add(icon);
    }
  }
  return found;
}

/** Icons that a module imports by name from the package. */
function iconsIn(code: string, lucide: string, modules: Modules): readonly string[] {
  const names = [...code.matchAll(/import\s*\{([^}]*)\}\s*from\s*['"]lucide-react['"]/gu)].flatMap(
    ([, list = '']) => list.split(',').map((one) => one.trim().split(/\s/u)[0] ?? ''),
  );
  const exported = modules.getModuleInfo(lucide)?.code ?? '';
  return names
    .filter((name) => name !== '')
    .flatMap((name) => {
      const file = new RegExp(`\\bas ${name}\\b[^}]*\\} from ["']\\./(icons/[\\w-]+\\.mjs)`, 'u').exec(
        exported,
      )?.[1];
      return file === undefined ? [] : [lucide.replace(/[^/]*$/u, file)];
    });
}
