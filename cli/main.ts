import { commands } from './commands/index.ts';
import { programs } from './programs.ts';
import { runSeatwise } from './seatwise.ts';

/** `npx seatwise …`, in the image `node dist/cli/main.js …`. */

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    stop.abort();
  });
}

process.exitCode = await runSeatwise(
  [...programs, ...commands],
  process.argv.slice(2),
  process.env,
  { out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) },
  stop.signal,
);
