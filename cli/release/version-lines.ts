import { asWritten, message } from '../../messages/message.ts';
import type { Line } from '../command.ts';
import type { CountedDeployment } from './deployment.ts';

/** What is open on each version, for people. */
export function versionLines({ versions, unversioned }: CountedDeployment): readonly Line[] {
  const width = Math.max(0, ...versions.map(({ buildId }) => buildId.length)) + 1;
  return [
    ...versions.map(({ buildId, state, open, hasWorkers }): Line => ({
      indent: 2,
      cells: [
        { said: asWritten(buildId), width },
        { said: message(`cli.release.state.${state}`), width: 9 },
        message('cli.release.version', { count: open, workers: hasWorkers ? 'some' : 'none' }),
      ],
    })),
    ...(unversioned === 0 ? [] : [message('cli.release.unversioned', { count: unversioned })]),
  ];
}

/** The same for scripts. */
export const versionData = ({ name, versions, unversioned }: CountedDeployment) => ({
  deployment: name,
  versions: versions.map(({ buildId, state, open, hasWorkers }) => ({ buildId, state, open, hasWorkers })),
  unversioned,
});
