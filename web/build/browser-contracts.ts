import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

/** Ranges of `.describe(…)` and `.meta(…)`, from the last to the first. */
function descriptionsIn(node: Node, found: [number, number][] = []): [number, number][] {
  const { callee } = node;
  if (node.type === 'CallExpression' && isNode(callee) && callee.type === 'MemberExpression') {
    const { object, property } = callee;
    if (
      isNode(object) &&
      isNode(property) &&
      (property['name'] === 'describe' || property['name'] === 'meta')
    )
      found.push([object.end, node.end]);
  }
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
      if (isNode(child)) descriptionsIn(child, found);
  return found.sort(([a], [b]) => b - a);
}

const contracts = /\/contracts\/(?:api|stored)\/[^/]+\.ts$/u;

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * Contracts and icons as the browser needs them: schemas on `zod/mini`, which is a third of the size of `zod`, without
 * the descriptions that only the API's documents print.
 */
export function browserContracts(): Plugin {
  return {
    name: 'seatwise:light-parts',
    config: () => ({
      resolve: {
        alias: [
          { find: /^zod$/u, replacement: beside('light-zod.ts') },
          // Only icons of lucide-react import this.
          { find: /^\.\.\/createLucideIcon\.mjs$/u, replacement: beside('light-icon.ts') },
        ],
      },
    }),
    transform: {
      filter: { id: contracts },
      handler(code) {
        const program: unknown = this.parse(code);
        if (!isNode(program)) return null;
        const kept = descriptionsIn(program).reduce(
          (text, [start, end]) => text.slice(0, start) + text.slice(end),
          code,
        );
        return { code: kept, map: null };
      },
    },
  };
}
