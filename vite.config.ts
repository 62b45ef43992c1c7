import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

/** The console: web/ becomes static files in dist/web, which the API process serves (api/console.ts). */
export default defineConfig({
  root: 'web',
  plugins: [tailwindcss()],
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
      // "use client" in packages means nothing to a page without server rendering.
      onLog: (level, log, next) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') next(level, log);
      },
    },
  },
});
