import { isFresh } from './build-state.mjs';

if (!isFresh()) {
  const { build } = await import('./build.mjs');
  try {
    await build();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
await import('../dist/embedded/tour/main.js');
