import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

type Chunks = ReadonlyMap<string, Rolldown.OutputChunk>;

/** The file with everything that it imports, and so on; what is imported later is not in it. */
function loadedWith(fileName: string, chunks: Chunks): ReadonlySet<string> {
  const found = new Set([fileName]);
  for (const name of found) for (const imported of chunks.get(name)?.imports ?? []) found.add(imported);
  return found;
}

/**
 * Fails the build when a page loads more JavaScript than its limit, in bytes after gzip: the entry, the chunk of the
 * screen and what they import. Style sheets, fonts and parts that are loaded after a press are not counted.
 * @param pages ends of the screens' paths, with their limits; `''` is the whole console
 */
export function sizeLimits(pages: Readonly<Record<string, number>>): Plugin {
  return {
    name: 'seatwise:size-limits',
    writeBundle(_options, bundle) {
      const chunks = new Map(
        Object.values(bundle)
          .filter((file) => file.type === 'chunk')
          .map((chunk) => [chunk.fileName, chunk]),
      );
      const size = (names: Iterable<string>): number =>
        [...names].reduce((sum, name) => sum + gzipSync(chunks.get(name)?.code ?? '').length, 0);
      const entry = [...chunks.values()].find(({ isEntry }) => isEntry);
      for (const [page, limit] of Object.entries(pages)) {
        const screen = [...chunks.values()].find(
          ({ facadeModuleId, moduleIds }) =>
            facadeModuleId?.endsWith(page) === true || moduleIds.some((id) => id.endsWith(page)),
        );
        if (entry === undefined || screen === undefined) this.error(`${page}: no such screen`);
        const names =
          page === ''
            ? chunks.keys()
            : new Set([...loadedWith(entry.fileName, chunks), ...loadedWith(screen.fileName, chunks)]);
        const bytes = size(names);
        if (bytes > limit)
          this.error(
            `${page === '' ? 'the console' : page} loads ${bytes} bytes after gzip, more than ${limit}`,
          );
      }
    },
  };
}
