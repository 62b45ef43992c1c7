import { commands } from './commands/index.ts';
import { runSeatwise } from './seatwise.ts';

/** `npx seatwise …` in a checkout, `node dist/cli/main.js …` in the image. */

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    stop.abort();
  });
}

process.exitCode = await runSeatwise(
  commands,
  process.argv.slice(2),
  process.env,
  { out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) },
  stop.signal,
);
