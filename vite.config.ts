import tailwindcss from '@tailwindcss/vite';
import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';
import { chapterOf } from './web/build/guide-chapter.ts';
import { lightModule, lightTranslation } from './scripts/write-messages.mjs';
import { fileURLToPath } from 'node:url';
import { chunkList } from './web/build/chunk-list.ts';
import { exactIcons } from './web/build/exact-icons.ts';
import { browserContracts } from './web/build/browser-contracts.ts';
import { ownCode, shortIds } from './web/build/short-ids.ts';
import { neededBy } from './web/build/start-chunk.ts';

const packageFolder = /^.*?(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//u;

/** Of a package, at the beginning of what a style sheet imports. */
const importedPackage = /@import\s+['"]((?:@[^/'"]+\/)?[^./'"][^/'"]*)/gu;

/**
 * Writes down, beside the files, which packages are in them, for `npm run sbom`: code that was not left out, style
 * sheets with what they import, fonts. (Vite's own `build.license` knows code alone.)
 */
function packagesWithin(): Plugin {
  const imported = new Set<string>();
  return {
    name: 'seatwise:packages',
    transform: {
      order: 'pre',
      filter: { id: /\.css$/u },
      handler: (code) => {
        for (const [, name] of code.matchAll(importedPackage)) imported.add(`node_modules/${name}`);
      },
    },
    generateBundle(_options, bundle) {
      const files = Object.values(bundle).flatMap((file) =>
        file.type === 'chunk' ? file.moduleIds : file.originalFileNames,
      );
      const folders = files
        .map((file) => packageFolder.exec(file)?.[1])
        .filter((folder) => folder !== undefined);
      const within = [...new Set([...folders, ...imported])].sort();
      this.emitFile({ type: 'asset', fileName: '.packages.json', source: JSON.stringify(within) });
    },
  };
}

const filesIn = (folder: string, name: RegExp): readonly string[] =>
  readdirSync(new URL(folder, import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((path) => name.test(path))
    .sort()
    .map((path) => readFileSync(new URL(`${folder}/${path}`, import.meta.url), 'utf8'));

const short = shortIds(
  filesIn('locales/en', /^console-[\w-]+\.json$/u).flatMap((texts) =>
    Object.keys(JSON.parse(texts) as object),
  ),
  filesIn('web', ownCode),
);
const code = /\/web\/.+\.tsx?$/u;
const generated =
  /\/messages\/generated\/(?!(?:index|locales)\.)(?:in-(?<locale>[\w-]+)|(?<subject>[\w-]+))\.ts$/u;
/** Whose texts the console renders. */
const subjects = [
  ...new Set(
    filesIn('web', ownCode).flatMap((source) =>
      [...source.matchAll(/\/messages\/generated\/([\w-]+)\.ts'/gu)].map(([, subject = '']) => subject),
    ),
  ),
];

function codeOf(source: string, id: string): string {
  const { locale, subject } = generated.exec(id)?.groups ?? {};
  if (locale !== undefined) return lightTranslation(locale, subjects);
  return subject === undefined ? source : lightModule(subject);
}

/** Texts of locales/ as the console renders them, and their IDs in all of its code. */
const texts: Plugin = {
  name: 'seatwise:texts',
  enforce: 'pre',
  transform: {
    filter: { id: [generated, code] },
    handler: (source, id) => short(codeOf(source, id)),
  },
};

const screen = (path: string) => neededBy(fileURLToPath(new URL(path, import.meta.url)));
const monthNeeds = screen('web/screens/month/screen.tsx');
const usageNeeds = screen('web/screens/usage/screen.tsx');
const signInNeeds = screen('web/screens/sign-in/sign-in-screen.tsx');

/** The console: web/ becomes static files in dist/web, which the API process serves (api/console.ts). */
export default defineConfig({
  root: 'web',
  plugins: [
    tailwindcss(),
    texts,
    browserContracts(),
    exactIcons(),
    packagesWithin(),
    chunkList(fileURLToPath(new URL('.', import.meta.url))),
  ],
  define: {
    mappingChapter: JSON.stringify(
      chapterOf(readFileSync(new URL('docs/users-guide.md', import.meta.url), 'utf8'), 'Map'),
    ),
  },
  // Written onto every script, style and link tag; the API puts a fresh nonce in its place with each answer.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: '../dist/web',
    // A process that serves the build before this one still needs its files: scripts/build-console.mjs removes old ones.
    emptyOutDir: false,
    target: 'es2022',
    // Fonts as files of our own: the policy allows no data: there.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      treeshake: {
        // Loading one changes nothing but itself: what a page does not use of it is left out.
        moduleSideEffects: [{ test: /\/(?:contracts|domain|messages)\/|decimal\.js/u, sideEffects: false }],
        manualPureFunctions: ['z'],
      },
      // "use client" in packages means nothing to a page without server rendering.
      onLog: (level, log, next) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') next(level, log);
      },
      // One file for what every page begins with and one for what most screens share: each request costs more than the
      // little code of another screen in the same file.
      output: {
        codeSplitting: {
          groups: [
            { name: 'initial', tags: ['$initial'], priority: 1 },
            // Behind dialogs, menus and messages, which are loaded after the first page.
            {
              name: 'late',
              test: /node_modules.(?:@radix-ui|radix-ui|@floating-ui|react-remove-scroll|aria-hidden)/u,
            },
            // Signing in needs it, and nothing of what most screens share.
            {
              name: 'sign-in',
              test: /web.components.text-field|web.api.sign-in\.ts|contracts.api.sign-in\.ts/u,
            },
            { name: 'virtual', test: /node_modules.@tanstack.(?:react-)?virtual/u },
            // Two screens that people begin with: neither loads what only the other needs.
            {
              debugName: 'month and usage',
              name: (id, modules) => (monthNeeds(id, modules) && usageNeeds(id, modules) ? 'first' : null),
            },
            { debugName: 'month', name: (id, modules) => (monthNeeds(id, modules) ? 'month' : null) },
            {
              debugName: 'usage',
              name: (id, modules) => (usageNeeds(id, modules) ? 'list' : null),
              minShareCount: 2,
            },
            // What three other screens share: small files cost more than they hold. Signing in waits for none of it.
            {
              debugName: 'shared',
              name: (id, modules) => (signInNeeds(id, modules) ? null : 'shared'),
              minShareCount: 3,
            },
          ],
        },
      },
    },
  },
});
