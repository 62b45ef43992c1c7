import { parseEnvironment } from '../config/environment.ts';

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
export function devEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(
    Object.entries(env).filter(([name]) => stays.has(name) || !leadsElsewhere.test(name)),
  );
  const { SEATWISE_HOME: home } = parseEnvironment({ HOME: kept['HOME'], XDG_DATA_HOME: kept['XDG_DATA_HOME'], SEATWISE_HOME: kept['SEATWISE_HOME'] }); // prettier-ignore
  return { ...kept, PORT: kept['PORT'] ?? usualPort, SEATWISE_HOME: `${home}-dev` };
}
