import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';

/** Names of folders that package managers write, and delete with what is in them. */
const ofPackageManagers: ReadonlySet<string> = new Set(['node_modules', '_npx', '_cacache']);

/**
 * Returns the folder around this one that is cleared without asking: an installed package, or a cache of npm or of the
 * user. `null`: there is none.
 */
export function emptiedFolderAround(folder: string, env: NodeJS.ProcessEnv): string | null {
  const path = realPath(folder);
  const parts = path.split(sep);
  const named = parts.findIndex((part) => ofPackageManagers.has(part));
  if (named >= 0) return parts.slice(0, named + 1).join(sep);
  return cachesOf(env).find((cache) => path === cache || path.startsWith(`${cache}${sep}`)) ?? null;
}

function cachesOf(env: NodeJS.ProcessEnv): readonly string[] {
  const home = env['HOME'] ?? homedir();
  // npm sets the first for what it runs.
  const named = [env['npm_config_cache'], env['XDG_CACHE_HOME']].flatMap((path) => path || []);
  return [...named, join(home, '.cache'), join(home, 'Library', 'Caches')].map((path) =>
    realPath(resolve(path)),
  );
}

/** Also of a folder that is not there yet, through links above it. */
function realPath(folder: string): string {
  if (existsSync(folder) || folder === dirname(folder)) return realpathSync(folder);
  return join(realPath(dirname(folder)), basename(folder));
}
