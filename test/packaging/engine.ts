import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { buildImage, podmanEnds, whyNoContainers } from './containers.ts';
import { nodeImage, provideNode } from './stand-ins.ts';

/** What builds and runs an image. */
export interface Engine {
  readonly name: string;
  /** Runs a command and returns its result, also after a failure. */
  readonly run: (...words: readonly string[]) => SpawnSyncReturns<string>;
  /** Throws with the engine's words. */
  readonly build: (image: string, context: string, ...flags: readonly string[]) => void;
  /** Returns what to pass as `NODE_IMAGE`. */
  readonly baseImage: () => string;
}

export const podmanEngine: Engine = {
  name: 'podman',
  run: podmanEnds,
  build: buildImage,
  baseImage: provideNode,
};

const docker = (...words: readonly string[]): SpawnSyncReturns<string> =>
  spawnSync('docker', words, { encoding: 'utf8', maxBuffer: 64 * 1_024 * 1_024 });

const dockerEngine: Engine = {
  name: 'docker',
  run: docker,
  build: (image, context, ...flags) => {
    const { status, stdout, stderr } = docker(
      'build',
      '--network',
      'host',
      ...flags,
      '--tag',
      image,
      context,
    );
    if (status !== 0) throw new Error(`docker build: ${stdout}\n${stderr}`);
  },
  baseImage: nodeImage,
};

/** The engine of this machine, or why it has none that can build our image. There are stand-ins for podman alone. */
export function engineHere(): Engine | string {
  const whyNoPodman = whyNoContainers();
  if (whyNoPodman === null) return podmanEngine;
  if (docker('info').status !== 0) return `${whyNoPodman}; no Docker is running`;
  const hasBase = ['image inspect', 'pull'].some(
    (command) => docker(...command.split(' '), nodeImage()).status === 0,
  );
  return hasBase ? dockerEngine : `${whyNoPodman}; Docker cannot pull ${nodeImage()}`;
}
