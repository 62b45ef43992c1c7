import { randomUUID } from 'node:crypto';
import { type SpawnSyncReturns } from 'node:child_process';
import { freePort } from '../../config/free-port.ts';
import { type RoleUrls, asSuperuser, handToOwner, roleUrls } from '../../embedded/postgres/roles.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { postgresAdminUrl } from '../environment/database.ts';
import { figure, secondsSince } from './containers.ts';
import type { Engine } from './engine.ts';
import { seatwiseImage } from './seatwise-image.ts';

/** As docker-compose.yml runs them, with less memory for a worker. */
const hardened = [
  '--read-only', '--cap-drop', 'all', '--security-opt', 'no-new-privileges', '--tmpfs', '/tmp:size=64m,mode=1777',
  '--memory', '512m', '--pids-limit', '256',
] as const; // prettier-ignore

type Variables = Readonly<Record<string, string>>;

export interface Container {
  readonly name: string;
  readonly origin: string;
}

/** An empty database with an address for each role, and a function that drops it. */
export async function databaseForImage(): Promise<{ readonly urls: RoleUrls; drop: () => Promise<void> }> {
  const database = new URL(postgresAdminUrl());
  const name = `image_${randomUUID().replaceAll('-', '')}`;
  const execute = (statement: string): Promise<void> =>
    asSuperuser(postgresAdminUrl(), async (client) => void (await client.query(statement)));
  await execute(`create database ${name}`);
  database.pathname = `/${name}`;
  await handToOwner(database.href);
  return { urls: roleUrls(database.href), drop: () => execute(`drop database ${name} with (force)`) };
}

/** Containers of our image on this machine's network, until `removeAll`. */
export class ImageContainers {
  readonly #engine: Engine;
  readonly #common: Variables;
  readonly #mounts: readonly string[];
  readonly #prefix = `seatwise-${randomUUID().slice(0, 8)}`;
  readonly #started: string[] = [];

  /** @param common variables of all containers */
  constructor(engine: Engine, common: Variables, mounts: readonly string[] = []) {
    this.#engine = engine;
    this.#common = common;
    this.#mounts = mounts;
  }

  /** Names of the containers that were started. */
  get started(): readonly string[] {
    return this.#started;
  }

  /** Runs a command of the image to its end. */
  job(variables: Variables, ...words: readonly string[]): SpawnSyncReturns<string> {
    const flags = ['--rm', '--no-healthcheck', ...this.#flags(variables)];
    return this.#engine.run('run', ...flags, seatwiseImage, 'node', ...words);
  }

  /** Starts a program and waits until it is ready. */
  async start(program: 'api' | 'worker', ready: string, variables: Variables): Promise<Container> {
    const name = `${this.#prefix}-${program}-${this.#started.length}`;
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const began = performance.now();
    this.#started.push(name);
    const flags = ['--detach', '--name', name, ...this.#flags({ ...variables, PORT: String(port) })];
    this.#say('run', ...flags, seatwiseImage, 'node', `dist/${program}/main.js`);
    await waitFor(`${program} to be ready`, 120_000, async () => {
      if (this.#say('inspect', '--format', '{{.State.Running}}', name) !== 'true')
        throw new Error(`it ended: ${this.logged(name)}`);
      return fetch(`${origin}${ready}`).then(
        ({ ok }) => (ok ? true : null),
        () => null,
      );
    });
    figure(`${program} ready after ${secondsSince(began)}`);
    return { name, origin };
  }

  logged(name: string): string {
    const { stdout, stderr } = this.#engine.run('logs', name);
    return `${stdout}${stderr}`;
  }

  /** Sends SIGTERM and returns the exit code. */
  stop(name: string): number {
    const began = performance.now();
    this.#say('stop', '--time', '70', name);
    figure(`${name.split('-').slice(2).join(' ')} ended ${secondsSince(began)} after SIGTERM`);
    return Number(this.#say('inspect', '--format', '{{.State.ExitCode}}', name));
  }

  removeAll(): void {
    for (const name of this.#started) this.#engine.run('rm', '--force', name);
  }

  #say(...words: readonly string[]): string {
    const { status, stdout, stderr } = this.#engine.run(...words);
    if (status !== 0) throw new Error(`${this.#engine.name} ${words.join(' ')}: ${stdout}\n${stderr}`);
    return stdout.trim();
  }

  #flags(variables: Variables): readonly string[] {
    const all = Object.entries({ ...this.#common, ...variables });
    const environment = all.flatMap(([key, value]) => ['--env', `${key}=${value}`]);
    return ['--network', 'host', ...hardened, ...this.#mounts, ...environment];
  }
}
