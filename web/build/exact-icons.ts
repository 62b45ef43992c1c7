import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

/** `export { default as X, default as OtherName } from './icons/x.mjs'` */
const exported = /export \{([^}]*)\} from '(\.\/icons\/[\w-]+\.mjs)'/gu;
const names = /default as (\w+)/gu;

/**
 * Imports each icon from its own file. By way of the package's list of all icons every page would seem to need the icons
 * of all others.
 */
export function exactIcons(): Plugin {
  const list = createRequire(import.meta.url)
    .resolve('lucide-react')
    .replace(/cjs.*$/u, 'esm/lucide-react.mjs');
  const fileOf = new Map<string, string>();
  for (const [, icons = '', file = ''] of readFileSync(list, 'utf8').matchAll(exported))
    for (const [, name = ''] of icons.matchAll(names)) fileOf.set(name, file.replace(/^\./u, ''));
  const folder = list.replace(/\/[^/]*$/u, '');
  return {
    name: 'seatwise:exact-icons',
    transform: {
      filter: { code: /from ["']lucide-react["']/u },
      handler: (code) =>
        code.replace(/import \{([^}]*)\} from ["']lucide-react["'];?/gu, (whole, icons: string) => {
          const found = icons.split(',').map((icon) => icon.trim().split(' as '));
          return found.every(([name = '']) => fileOf.has(name))
            ? found
                .map(([name = '', own = name]) => `import ${own} from '${folder}${fileOf.get(name) ?? ''}';`)
                .join('')
            : whole;
        }),
    },
  };
}
