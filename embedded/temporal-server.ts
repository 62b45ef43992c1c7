import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { z } from 'zod';
import { message } from '../messages/message.ts';
import { StartRejected } from './home.ts';
import { waitForLock } from './owner-lock.ts';
import { freePort, preferredPort } from '../config/free-port.ts';
import { makeFolder } from './postgres/database-user.ts';
import { writePrivateFile } from './private-file.ts';
import {
  commandOf,
  endProcess,
  identityOf,
  isRunning,
  processIdentitySchema,
  type ProcessIdentity,
} from './process-identity.ts';
import { ensureNamespace } from './temporal/namespace.ts';
import { temporalServerEnvironment, temporalServerFlags } from './temporal/server-flags.ts';

export interface TemporalServerOptions {
  /** The program that `findTemporal` found. */
  readonly cliPath: string;
  /** For log, process file and, with storage `file`, the database file. Made if missing. */
  readonly dir: string;
  readonly storage: 'file' | 'memory';
  readonly namespace: string;
  /** All of type Keyword. */
  readonly searchAttributes: readonly string[];
  /** Tried in order until one is accepted. */
  readonly retentionDays: readonly number[];
  readonly ui: boolean;
  /** Tried first, where a person named them. */
  readonly wantedPorts?: { readonly grpc: number | undefined; readonly ui: number | undefined };
  /** Tried after those, and after the ports of the last start. */
  readonly usualPorts?: { readonly grpc: number; readonly ui: number };
  /** Only these, since somebody is connected to them. */
  readonly ports?: TemporalPorts;
}

export interface TemporalPorts {
  readonly grpc: number;
  /** Null: no UI. */
  readonly ui: number | null;
}

export interface RunningTemporal {
  /** host:port of the gRPC front end. */
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl: string | null;
  /** To start it again where it was. */
  readonly ports: TemporalPorts;
  readonly retentionDays: number;
  readonly pid: number;
  readonly identity: ProcessIdentity;
  /** True where a server left by a killed process was taken over. */
  readonly adopted: boolean;
  stop(): Promise<void>;
}

const stateSchema = z.object({
  identity: processIdentitySchema,
  port: z.number().int(),
  uiPort: z.number().int().nullable(),
  /** Of program and flags: another version or setting is not adopted but replaced. */
  fingerprint: z.string(),
});
type State = z.infer<typeof stateSchema>;

const readyWithinMs = 60_000;
/** A server that a killed process left may be busy rather than stuck: so long it may take to answer before it is replaced. */
const adoptWithinMs = 5_000;
const portAttempts = 5; // the flags want numbers, so a free port can be taken before the server listens
/** When several servers start within seconds, one can end for a port that it does not name. */
const unexplainedAttempts = 2;
const portTaken = /address already in use|can't set frontend port|is not available/iu;
const fileDamaged = /not a database|malformed|no such table/iu;
const logLimitBytes = 10_000_000;

/**
 * Starts a Temporal dev server as a process of its own group, or adopts the one that a killed process left running with
 * the same program and flags; one with others is ended first. Ready when the namespace answers (0.5–1 s).
 * With storage `file` workflows, schedules and histories survive a restart.
 */
export async function startTemporal(options: TemporalServerOptions): Promise<RunningTemporal> {
  makeFolder(options.dir, false);
  const lock = await waitForLock(join(options.dir, 'starting.lock'), 60_000);
  try {
    const last = readState(options.dir);
    const left = last !== null && isOurs(last) ? last : null;
    const adopted = left?.fingerprint === fingerprint(options) && (await stillAnswers(left)) ? left : null;
    if (left !== null && adopted === null) await endProcess(left.identity, 'SIGTERM', 10_000);
    const state = adopted ?? (await startServer(options, last));
    const retentionDays = await setUpNamespace(options, state.port);
    return {
      address: `127.0.0.1:${state.port}`,
      namespace: options.namespace,
      uiUrl: state.uiPort === null ? null : `http://localhost:${state.uiPort}`,
      ports: { grpc: state.port, ui: state.uiPort },
      retentionDays,
      pid: state.identity.pid,
      identity: state.identity,
      adopted: adopted !== null,
      stop: () => endProcess(state.identity, 'SIGTERM', 10_000),
    };
  } finally {
    lock.release();
  }
}

/** The address of the server that was started in `dir` and runs still; null: none does. Starts nothing. */
export function runningTemporal(dir: string): { readonly address: string } | null {
  const state = readState(dir);
  return state !== null && isOurs(state) ? { address: `127.0.0.1:${state.port}` } : null;
}

const stateFile = (dir: string): string => join(dir, 'server.json');

function readState(dir: string): State | null {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(stateFile(dir), 'utf8')));
  } catch {
    return null;
  }
}

/** Pid, start time and command line must all fit before a process is adopted or ended. */
function isOurs(state: State): boolean {
  const command = commandOf(state.identity.pid);
  return (
    isRunning(state.identity) && command.includes('start-dev') && command.includes(`--port ${state.port} `)
  );
}

function fingerprint(options: TemporalServerOptions): string {
  const flags = temporalServerFlags({ ...options, port: 0, uiPort: options.ui ? 0 : null });
  return createHash('sha256')
    .update([options.cliPath, ...flags].join('\0'))
    .digest('hex');
}

async function startServer(options: TemporalServerOptions, last: State | null): Promise<State> {
  for (let attempt = 1; ; attempt += 1) {
    const { grpc, ui } =
      options.ports ?? (attempt === 1 ? await likelyPorts(options, last) : await anyPorts(options));
    const outcome = await tryStart(options, grpc, ui);
    if (outcome.kind === 'running') return outcome.state;
    if (fileDamaged.test(outcome.said)) {
      const file = join(options.dir, 'temporal.db');
      throw new StartRejected(message('start.temporal-damaged', { file }));
    }
    const most = portTaken.test(outcome.said) ? portAttempts : unexplainedAttempts;
    if (options.ports !== undefined || attempt >= most) {
      const [first = outcome.fault] = outcome.said.split('\n').filter((line) => line.trim() !== '');
      const log = join(options.dir, 'log');
      throw new StartRejected(message('start.temporal-ended', { first: first.trim(), log }));
    }
  }
}

/** Those that were named, else those of the last start, else the usual ones, so that addresses stay the same over restarts. */
async function likelyPorts(options: TemporalServerOptions, last: State | null): Promise<TemporalPorts> {
  const { wantedPorts: wanted, usualPorts: usual, ui } = options;
  const known = (...ports: (number | null | undefined)[]) =>
    ports.filter((port) => port !== undefined && port !== null);
  return {
    grpc: await preferredPort(known(wanted?.grpc, last?.port, usual?.grpc)),
    ui: ui ? await preferredPort(known(wanted?.ui, last?.uiPort, usual?.ui)) : null,
  };
}

async function anyPorts({ ui }: TemporalServerOptions): Promise<TemporalPorts> {
  return { grpc: await freePort(), ui: ui ? await freePort() : null };
}

type StartOutcome =
  | { readonly kind: 'running'; readonly state: State }
  | { readonly kind: 'ended'; readonly fault: string; readonly said: string };

async function tryStart(
  options: TemporalServerOptions,
  port: number,
  uiPort: number | null,
): Promise<StartOutcome> {
  const logFile = join(options.dir, 'log');
  if (existsSync(logFile) && statSync(logFile).size > logLimitBytes) truncateSync(logFile);
  const logStart = existsSync(logFile) ? statSync(logFile).size : 0;
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(options.cliPath, temporalServerFlags({ ...options, port, uiPort }), {
    cwd: options.dir,
    env: temporalServerEnvironment(process.env),
    detached: true,
    stdio: ['ignore', 'ignore', log],
  });
  closeSync(log);
  let fault: string | null = null;
  child.once('error', (error) => (fault = error.message));
  child.once('exit', (code, signal) => (fault ??= `ended with ${code ?? signal}`));
  child.unref();
  const identity = child.pid === undefined ? null : identityOf(child.pid);
  const state = identity && { identity, port, uiPort, fingerprint: fingerprint(options) };
  if (state !== null) writePrivateFile(stateFile(options.dir), JSON.stringify(state));

  const end = Date.now() + readyWithinMs;
  while (readFault() === null && state !== null) {
    if (await answers(port)) return { kind: 'running', state };
    if (Date.now() > end) {
      await endProcess(state.identity, 'SIGTERM', 5_000);
      fault = `not ready within ${readyWithinMs / 1000} s`;
    }
  }
  rmSync(stateFile(options.dir), { force: true });
  return {
    kind: 'ended',
    fault: readFault() ?? '',
    said: readFileSync(logFile, 'utf8').slice(logStart),
  };

  function readFault(): string | null {
    return fault;
  }
}

async function connect(port: number, timeoutMs: number): Promise<Connection> {
  return Connection.connect({ address: `127.0.0.1:${port}`, connectTimeout: timeoutMs });
}

async function stillAnswers({ port, identity }: State): Promise<boolean> {
  const end = Date.now() + adoptWithinMs;
  do {
    if (await answers(port)) return true;
  } while (isRunning(identity) && Date.now() < end);
  return false;
}

/** False after at most a fifth of a second. */
async function answers(port: number): Promise<boolean> {
  const end = Date.now() + 200;
  try {
    const connection = await connect(port, 200);
    await connection.close();
    return true;
  } catch {
    await new Promise((resolve) => setTimeout(resolve, Math.min(50, Math.max(0, end - Date.now()))));
    return false;
  }
}

async function setUpNamespace(options: TemporalServerOptions, port: number): Promise<number> {
  const connection = await connect(port, 10_000);
  try {
    return await ensureNamespace(
      connection,
      options.namespace,
      options.searchAttributes,
      options.retentionDays,
    );
  } finally {
    await connection.close();
  }
}
