import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What later runs find again: images, and what they are built from. */
export const cache = join(
  process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
  'seatwise',
  'containers',
);

/** Debian's packages that the tests of the image need. */
const programs = ['podman', 'runc', 'mmdebstrap', 'catatonit'];
const networking = ['netavark', 'aardvark-dns'].map((name) => `/usr/lib/podman/${name}`);

/** Why containers cannot run here, in words for whoever reads which tests were skipped; `null` when they can. */
export function whyNoContainers(): string | null {
  const missing = [
    ...programs.filter((name) => spawnSync(name, ['--version']).error !== undefined),
    ...networking.filter((path) => !existsSync(path)),
  ];
  if (missing.length > 0) return `${missing.join(', ')} missing (docs/testing.md, "Container image")`;
  return process.getuid?.() === 0 ? null : 'containers with private networks need root';
}

/**
 * Podman's environment. Its storage is separate, because a stand-in has the name of the image that it replaces. runc and
 * cgroupfs work in containers and on machines without systemd too.
 */
export function podmanEnvironment(): NodeJS.ProcessEnv {
  const engine = settled(
    'podman.conf',
    `[containers]
default_ulimits = ["nofile=1024:16384", "nproc=4096:8192"]
log_driver = "k8s-file"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
`,
  );
  const storage = settled(
    'podman-storage.conf',
    `[storage]
driver = "overlay"
graphroot = "${join(cache, 'storage')}"
runroot = "${join(cache, 'run')}"
`,
  );
  return { ...process.env, CONTAINERS_CONF: engine, CONTAINERS_STORAGE_CONF: storage };
}

/** Writes a file of the cache whole, and only once: podman reads it at any time, to clean up after a container too. */
function settled(name: string, content: string): string {
  const path = join(cache, name);
  if (existsSync(path) && readFileSync(path, 'utf8') === content) return path;
  mkdirSync(cache, { recursive: true });
  const whole = `${path}.${process.pid}`;
  writeFileSync(whole, content);
  renameSync(whole, path);
  return path;
}

/** Runs podman and returns what it printed. Throws with its own words. */
export function podman(...words: readonly string[]): string {
  const { status, stdout, stderr, error } = podmanEnds(...words);
  if (status === 0) return stdout.trim();
  throw new Error(
    `podman ${words.join(' ')}: ${error?.message ?? `exit code ${status}`}\n${stdout}\n${stderr}`,
  );
}

/** Runs podman and returns its result, also after a failure. */
export const podmanEnds = (...words: readonly string[]) =>
  spawnSync('podman', words, { encoding: 'utf8', env: podmanEnvironment(), maxBuffer: 64 * 1_024 * 1_024 });

/** Builds an image. Its steps reach registries as this machine does. */
export function buildImage(name: string, context: string, ...flags: readonly string[]): void {
  podman('build', '--layers', '--isolation', 'chroot', '--network', 'host', '--format', 'docker', '--pull=never', ...flags, '--tag', name, context); // prettier-ignore
}

/** Runs another program and returns what it printed. Throws with its own words. */
export const run = (
  program: string,
  words: readonly string[],
  { env = process.env, cwd }: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): string =>
  execFileSync(program, words, {
    encoding: 'utf8',
    env,
    cwd,
    maxBuffer: 64 * 1_024 * 1_024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Prints what a test measured, or where something came from. */
export const figure = (text: string): void => void process.stderr.write(`    ${text}\n`);

/** Such as `1.3 s`, since a moment of `performance.now()`. */
export const secondsSince = (began: number): string =>
  `${((performance.now() - began) / 1_000).toFixed(1)} s`;
