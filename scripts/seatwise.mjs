#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';

// `npx seatwise`. Standard output stays the command's.
const at = (path) => new URL(path, import.meta.url);
const [needed, here] = [
  JSON.parse(readFileSync(at('../package.json'), 'utf8')).engines.node.replace(/^\D+/u, ''),
  process.versions.node,
];
if (needed.localeCompare(here, 'en', { numeric: true }) > 0) {
  console.error(`Seatwise needs Node ${needed} or newer, and this is ${here}.`);
  process.exit(2);
}
// In a checkout, where a source changed. A package comes built, without its sources.
if (existsSync(at('./build.mjs'))) await buildChanged();
await import('../dist/cli/main.js');

async function buildChanged() {
  const { isFresh } = await import('./build-state.mjs');
  if (isFresh()) return;
  console.error('Building (only after a change):');
  const { build } = await import('./build.mjs');
  try {
    await build((part, what) => console.error(`  ${part.padEnd(13)} ${what}`));
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}
