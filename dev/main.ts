import { EnvironmentError, parseEnvironment } from '../config/environment.ts';
import { StartRejected } from '../embedded/home.ts';
import { NoTemporalServer } from '../embedded/temporal/finder.ts';
import { type Development, startDevelopment } from './development.ts';

/**
 * `npm run dev`: the console with hot reload, API and worker restarted after a change, on servers that stay up
 * (docs/testing.md, "While you write").
 */

/** Beside the port of `npm start`, so that both can run. */
const usualPort = '4700';

/** What leads to real servers, keys or vendors. */
const leadsElsewhere =
  /^(?:DATABASE_URL|MASTER_KEY|TEMPORAL_|SANDBOX|OUTBOUND_|PUBLIC_URL|NODE_ENV|METRICS_PORT|HOST)/u;
const stays: ReadonlySet<string> = new Set(['TEMPORAL_CLI_PATH', 'SANDBOX_SCENARIO']);

/**
 * The environment of `npm run dev`: what a person's shell has for a real installation never reaches code that is being
 * written. Own servers, the sandbox, and a folder of its own beside that of `npm start`.
 */
function devEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(
    Object.entries(env).filter(([name]) => stays.has(name) || !leadsElsewhere.test(name)),
  );
  const { SEATWISE_HOME: home } = parseEnvironment({ HOME: kept['HOME'], XDG_DATA_HOME: kept['XDG_DATA_HOME'], SEATWISE_HOME: kept['SEATWISE_HOME'] }); // prettier-ignore
  return { ...kept, PORT: kept['PORT'] ?? usualPort, SEATWISE_HOME: `${home}-dev` };
}

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
    error instanceof StartRejected || error instanceof EnvironmentError || error instanceof NoTemporalServer;
  console.error(isExpected ? error.message : error);
  process.exit(1);
}
