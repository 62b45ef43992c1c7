import { fork } from 'node:child_process';
import type { ServiceMessage, ServiceStart } from './service.ts';

/** Within this a process hands on what it has under way; then it is killed, which loses nothing either. */
const endWithinMs = 3_000;

export type Replaced =
  | Extract<ServiceMessage, { kind: 'started' }>
  /** It has said why. */
  | { readonly kind: 'failed' }
  /** A newer one took its place while it loaded. */
  | { readonly kind: 'overtaken' };

export interface KeptService {
  /** Replaces the process by one with the code of now. */
  replace(): Promise<Replaced>;
  /** Resolves once the newest process answers, or could not start. */
  served(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Keeps one process of API and worker. The next one loads its code while the one before hands on its work, and starts
 * when that has ended: two never listen or poll at once.
 * @param bundled makes the program of now (service-bundle.ts); where it rejects, what served goes on
 * @param startOf what a process is told when it may start; requested for each
 * @param onLost a process that served ended by itself
 */
export function keepService(
  env: NodeJS.ProcessEnv,
  bundled: () => Promise<string>,
  startOf: () => Promise<ServiceStart>,
  onLost: () => void,
): KeptService {
  let serving: Process | null = null;
  let loading: Process | null = null;
  let newest: Promise<Replaced> = Promise.resolve({ kind: 'overtaken' });
  let wanted = 0;

  const replace = async (): Promise<Replaced> => {
    const turn = ++wanted;
    const program = await bundled();
    if (turn !== wanted) return { kind: 'overtaken' };
    const former = [serving, loading].filter((one) => one !== null);
    const next = spawnService(program, env);
    serving = null;
    loading = next;
    const [start] = await Promise.all([startOf(), next.loaded, ...former.map((one) => one.end())]);
    if (loading !== next) return { kind: 'overtaken' };
    loading = null;
    serving = next;
    const outcome = await next.start(start);
    if (outcome.kind === 'started')
      void next.ended.then(() => {
        if (serving === next) onLost();
      });
    return outcome;
  };
  return {
    replace() {
      newest = replace();
      return newest;
    },
    async served() {
      for (let seen: unknown = null; seen !== newest;) {
        seen = newest;
        await newest.catch(() => undefined);
      }
    },
    async close() {
      wanted += 1;
      const last = [serving, loading].filter((one) => one !== null);
      serving = null;
      loading = null;
      await Promise.all(last.map((one) => one.end()));
    },
  };
}

interface Process {
  /** Resolves too when it could not load. */
  readonly loaded: Promise<unknown>;
  readonly ended: Promise<void>;
  start(start: ServiceStart): Promise<Replaced>;
  end(): Promise<void>;
}

function spawnService(program: string, env: NodeJS.ProcessEnv): Process {
  const child = fork(program, { env, execArgv: ['--enable-source-maps'] });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  const said = <K extends ServiceMessage['kind']>(kind: K) =>
    new Promise<Extract<ServiceMessage, { kind: K }>>((resolve) => {
      child.on('message', (message: ServiceMessage) => {
        if (message.kind === kind) resolve(message as Extract<ServiceMessage, { kind: K }>);
      });
    });
  const started = said('started');
  return {
    loaded: Promise.race([said('loaded'), ended]),
    ended,
    start(start) {
      if (child.connected) child.send(start);
      return Promise.race([started, ended.then(() => ({ kind: 'failed' }) as const)]);
    },
    async end() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), endWithinMs);
      await ended;
      clearTimeout(timer);
    },
  };
}
