import type { Plugin } from 'vite';

/** A part of the console as `scripts/console-sizes.mjs` reads it. */
interface ListedChunk {
  readonly file: string;
  /** Whether the page begins with it. */
  readonly isEntry: boolean;
  /** Files that are loaded with this one, directly. */
  readonly imports: readonly string[];
  /** Characters of code before compression, by module: its path in the project or in node_modules. */
  readonly modules: Readonly<Record<string, number>>;
}

const inPackages = /^.*\/(?=node_modules\/)/u;

/**
 * Writes `.chunks.json` next to the built files: which parts there are, what each loads, and what it contains.
 * @param root folder of the project, with `/` at its end
 */
export function chunkList(root: string): Plugin {
  const pathOf = (id: string): string => id.replace(inPackages, '').replace(root, '');
  return {
    name: 'seatwise:chunk-list',
    generateBundle(_options, bundle) {
      const chunks: readonly ListedChunk[] = Object.values(bundle)
        .filter((file) => file.type === 'chunk')
        .map(({ fileName, isEntry, imports, modules }) => ({
          file: fileName,
          isEntry,
          imports,
          modules: Object.fromEntries(
            Object.entries(modules).map(([id, { renderedLength }]) => [pathOf(id), renderedLength]),
          ),
        }));
      this.emitFile({ type: 'asset', fileName: '.chunks.json', source: JSON.stringify(chunks) });
    },
  };
}
