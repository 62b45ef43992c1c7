import { EnvironmentError } from '../config/environment.ts';
import { StartRefused } from '../embedded/home.ts';
import { NoTemporalServer } from '../embedded/temporal/finder.ts';
import { devEnvironment } from './environment.ts';
import { type Development, startDevelopment } from './development.ts';

/**
 * `npm run dev`: the console with hot reload, API and worker started anew after a change, on servers that stay up
 * (docs/testing.md, "While you write").
 */

let running: Development | null = null;
const stopping = { isWanted: false, isUnderWay: false };

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stopping.isWanted = true;
    stopWhenStarted();
  });
}

/** A signal during the start is kept until everything can be stopped in order. */
function stopWhenStarted(): void {
  if (running === null || !stopping.isWanted || stopping.isUnderWay) return;
  stopping.isUnderWay = true;
  console.log('Stopping.');
  running.close().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}

try {
  running = await startDevelopment(devEnvironment(process.env));
  stopWhenStarted();
} catch (error) {
  const isExpected =
    error instanceof StartRefused || error instanceof EnvironmentError || error instanceof NoTemporalServer;
  console.error(isExpected ? error.message : error);
  process.exit(1);
}
