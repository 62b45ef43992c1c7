import { projectFolder } from '../documentation/markdown.ts';
import { figure, run, secondsSince } from './containers.ts';
import { type Engine, podmanEngine } from './engine.ts';

export const seatwiseImage = 'localhost/seatwise:test';

/** How our image was built. */
export interface Built {
  readonly commit: string;
  readonly base: string;
}

/** Builds the Dockerfile, with unchanged layers from earlier runs. */
export function buildSeatwise(engine: Engine = podmanEngine): Built {
  const began = performance.now();
  const base = engine.baseImage();
  figure(`${base} there after ${secondsSince(began)}`);
  const commit = run('git', ['-C', projectFolder, 'rev-parse', '--short=12', 'HEAD']).trim();
  const builds = performance.now();
  const values = { NODE_IMAGE: base, SEATWISE_COMMIT: commit };
  const flags = Object.entries(values).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  engine.build(seatwiseImage, projectFolder, ...flags);
  figure(`image built by ${engine.name} in ${secondsSince(builds)}`);
  return { commit, base };
}

/** The temporary password in what the migrate job printed. Throws with that when there is none. */
export function firstPasswordIn(printed: string): string {
  const password = /^First sign-in, shown once: \S+ +(\S+)$/mu.exec(printed)?.[1];
  if (password === undefined) throw new Error(`no first sign-in: ${printed}`);
  return password;
}
