import type { ReactNode } from 'react';

/** Paths with their elements: `:name` is any one part, `:name?` may be missing, `*` is any path. The first that matches counts. */
export interface RouteGroup {
  /** Around each of its elements, where it has an Outlet. It stays while one of them takes the place of another. */
  readonly frame?: ReactNode;
  readonly routes: Readonly<Record<string, ReactNode>>;
}

export type RouteTable = readonly RouteGroup[];

export interface Match {
  readonly frame: ReactNode;
  readonly element: ReactNode;
  readonly params: Readonly<Record<string, string | undefined>>;
}

const partsOf = (path: string): readonly string[] => path.split('/').filter((part) => part !== '');

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Null: another path. */
function paramsOf(pattern: string, pathname: string): Match['params'] | null {
  if (pattern === '*') return {};
  const wanted = partsOf(pattern);
  const given = partsOf(pathname);
  if (given.length > wanted.length) return null;
  const params: Record<string, string | undefined> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index];
    const [, name, optional] = /^:(\w+)(\?)?$/u.exec(part) ?? [];
    if (name === undefined ? value !== part : value === undefined && optional === undefined) return null;
    if (name !== undefined) params[name] = value === undefined ? undefined : decoded(value);
  }
  return params;
}

export function matchOf(table: RouteTable, pathname: string): Match | null {
  for (const { frame = null, routes } of table)
    for (const [pattern, element] of Object.entries(routes)) {
      const params = paramsOf(pattern, pathname);
      if (params !== null) return { frame, element, params };
    }
  return null;
}
