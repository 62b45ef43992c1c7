import { statfs } from 'node:fs/promises';
import { build, buildIdOf } from '../../config/build-identity.ts';
import type { Environment } from '../../config/environment.ts';
import type { HomeFiles } from '../../embedded/home.ts';
import { message } from '../../messages/message.ts';
import { bad, type Check, good, warning } from './check.ts';

/** The lowest version of `engines` in package.json. */
const oldestNode = [20, 19] as const;
const gibibyte = 1024 ** 3;
const littleSpace = { bad: 0.5 * gibibyte, warning: 2 * gibibyte } as const;

export const examineBuild = (): Check =>
  good('machine.build', message('doctor.build', { build: buildIdOf(build) }));

export function examineNode(version = process.versions.node): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]);
  const found = message('doctor.node', { version });
  return isOld
    ? bad('machine.node', found, message('doctor.node.advice', { version: oldestNode.join('.') }))
    : good('machine.node', found);
}

/** Through which proxy calls leave, and what never uses it. */
export const examineProxy = ({ HTTPS_PROXY: proxy }: Pick<Environment, 'HTTPS_PROXY'>): readonly Check[] =>
  proxy === undefined ? [] : [good('machine.proxy', message('doctor.proxy', { host: new URL(proxy).host }))];

/** Space that is left where the data of `npm start` are. */
export async function examineSpace(home: HomeFiles): Promise<Check> {
  const { bavail, bsize } = await statfs(home.folder);
  const free = bavail * bsize;
  const found = message('doctor.disk', { free: (free / gibibyte).toFixed(1), folder: home.folder });
  if (free >= littleSpace.warning) return good('machine.disk', found);
  const advice = message('doctor.disk.advice');
  return free < littleSpace.bad ? bad('machine.disk', found, advice) : warning('machine.disk', found, advice);
}
