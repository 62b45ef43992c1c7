#!/usr/bin/env node
import { isFresh } from './build-state.mjs';

// `npx seatwise`: the command line of this checkout, built first where a source changed. Standard output stays the command's.
if (!isFresh()) {
  console.error('Building (only after a change):');
  const { build } = await import('./build.mjs');
  try {
    await build((part, what) => console.error(`  ${part.padEnd(13)} ${what}`));
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}
await import('../dist/cli/main.js');
