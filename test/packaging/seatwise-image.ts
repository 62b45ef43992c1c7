import { projectFolder } from '../documentation/markdown.ts';
import { buildImage, figure, run, secondsSince } from './containers.ts';
import { nodeImage, provideNode } from './stand-ins.ts';

export const seatwiseImage = 'localhost/seatwise:test';

/** Builds the Dockerfile, with unchanged layers from earlier runs. Returns the commit passed to the build. */
export function buildSeatwise(): string {
  figure(`${nodeImage}: ${provideNode()}`);
  const commit = run('git', ['-C', projectFolder, 'rev-parse', '--short=12', 'HEAD']).trim();
  const began = performance.now();
  buildImage(seatwiseImage, projectFolder, '--build-arg', `SEATWISE_COMMIT=${commit}`);
  figure(`image built in ${secondsSince(began)}`);
  return commit;
}

/** The temporary password in what the migrate job printed. Throws with that when there is none. */
export function firstPasswordIn(printed: string): string {
  const password = /^First sign-in, shown once: \S+ +(\S+)$/mu.exec(printed)?.[1];
  if (password === undefined) throw new Error(`no first sign-in: ${printed}`);
  return password;
}
