import type { Integration } from '../../api/integrations.ts';
import type { SyncRun } from '../../api/syncs.ts';
import { stallKind } from '../../../contracts/errors/stalls.ts';
import { formatInstant } from '../../values/format.ts';
import { shownState, uncounted } from '../runs/run-words.ts';
import type { IntegrationsText } from './texts.ts';

/** One problem of an integration, as its row on Integrations reports it. */
export interface Problem {
  /** Of the glyph. */
  readonly state: string;
  readonly words: string;
  readonly detail: string;
  /** Where it is solved. */
  readonly link: { readonly to: string; readonly words: string };
  /** Accounts can be read again. */
  readonly retries: boolean;
  /** Codes of the notices that report the same. */
  readonly notices: readonly string[];
}

/** What the row of an integration reports: rejected credentials, and its run in progress or else its last one, each once. */
export function problemsOf(
  integration: Integration,
  runs: readonly SyncRun[],
  text: IntegrationsText,
): readonly Problem[] {
  const { id, cause } = integration;
  const own = runs.filter(({ integrationId, state }) => integrationId === id && state !== 'joined');
  const stalled = own.find((run) => run.stalled !== null);
  const last = own.find(({ state }) => ['succeeded', 'partial', 'failed'].includes(state));
  return [
    ...(cause === null
      ? []
      : [
          {
            state: 'error',
            words: text('console-integrations.needs-attention'),
            detail: cause.title,
            link: {
              to: `/integrations/${id}/credentials`,
              words: text('console-integrations.open-credentials'),
            },
            retries: false,
            // A run that failed for the same cause is no second problem.
            notices: [
              'CredentialProbeFailed',
              'CredentialsRejected',
              ...(last?.cause?.code === cause.code ? ['SyncFailed'] : []),
            ],
          },
        ]),
    ...(stalled?.stalled == null
      ? []
      : [
          {
            state: 'warned',
            words: text(`console-integrations.${stallKind(stalled.stalled.cause.code)}`, {
              when: formatInstant(stalled.stalled.since),
            }),
            detail: stalled.stalled.cause.title,
            link: toRun(stalled, text),
            retries: false,
            notices: ['SyncStalled'],
          },
        ]),
    ...(last === undefined || (cause !== null && last.cause?.code === cause.code)
      ? []
      : problemOfRun(last, text)),
  ];
}

const toRun = ({ id }: SyncRun, text: IntegrationsText): Problem['link'] => ({
  to: `/runs/${id}`,
  words: text('console-integrations.view-run'),
});

function problemOfRun(run: SyncRun, text: IntegrationsText): readonly Problem[] {
  const { state, cause, warnings } = run;
  const causes = cause === null ? warnings : [cause, ...warnings];
  const left = uncounted(run) ?? 0;
  if (state === 'succeeded' && warnings.length === 0) return [];
  return [
    {
      state: shownState(run),
      words:
        state === 'failed'
          ? text('console-integrations.sync-failed')
          : left === 0
            ? text('console-integrations.sync-incomplete')
            : text('console-integrations.accounts-not-read', { count: left }),
      detail: causes.map(({ title }) => title).join(' · '),
      link: toRun(run, text),
      retries: state === 'partial' && left > 0,
      notices: [
        ...(state === 'partial' ? ['SyncPartial'] : state === 'failed' ? ['SyncFailed'] : []),
        ...causes.map(({ code }) => code),
      ],
    },
  ];
}
