import { isFresh } from './build-state.mjs';

// The service runs in this very process: a signal to `npm start` reaches it, and nothing is left behind.
if (!isFresh()) {
  console.log('Building (only after a change):');
  const { build } = await import('./build.mjs');
  try {
    await build((part, what) => console.log(`  ${part.padEnd(13)} ${what}`));
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
await import('../dist/embedded/main.js');
