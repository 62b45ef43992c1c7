import { join } from 'node:path';

export interface TemporalServerFlags {
  readonly dir: string;
  readonly storage: 'file' | 'memory';
  readonly port: number;
  /** Null: no UI. */
  readonly uiPort: number | null;
  readonly namespace: string;
  /** All of type Keyword. */
  readonly searchAttributes: readonly string[];
}

// One shard reads its queues at most 20 times a second by default: 51 ms for each sequential activity instead of 16
// (platform.md 2.2). With a file, WAL and NORMAL double the throughput and survive a kill -9.
const queueReadsPerSecond = 1000;
const limited = ['transfer', 'timer', 'visibility'].map((queue) => `history.${queue}ProcessorMaxPollRPS`);

export function temporalServerFlags(options: TemporalServerFlags): string[] {
  const { dir, storage, port, uiPort, namespace, searchAttributes } = options;
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--namespace', namespace],
    ...['--log-level', 'error', '--log-format', 'json'],
    ...(uiPort === null
      ? ['--headless']
      : ['--ui-ip', '127.0.0.1', '--ui-port', String(uiPort), '--ui-disable-news-fetch']),
    ...searchAttributes.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
    ...limited.flatMap((key) => ['--dynamic-config-value', `${key}=${queueReadsPerSecond}`]),
    // Its HTTP API would take orders from a web page that lets its own name lead to this machine (DNS rebinding).
    ...['--dynamic-config-value', 'frontend.httpAllowedHosts=["localhost"]'],
    ...(storage === 'memory'
      ? []
      : [
          ...['--db-filename', join(dir, 'temporal.db')],
          ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
        ]),
  ];
}

/** GOGC: fewer collections for a little more memory. TEMPORAL_* of the caller name other servers, so they stay out. */
export function temporalServerEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { PATH: env['PATH'], HOME: env['HOME'], TMPDIR: env['TMPDIR'], GOGC: '400' };
}
