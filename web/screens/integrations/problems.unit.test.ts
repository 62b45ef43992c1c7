import type { Integration } from '../../api/integrations.ts';
import type { SyncRun } from '../../api/syncs.ts';
import { problemsOf } from './problems.ts';
import type { IntegrationsText } from './texts.ts';

/** The ID with its params, as the catalog gets them. */
const text = ((id: string, params: object = {}) =>
  `${id} ${Object.values(params).join(' ')}`) as IntegrationsText;

const cause = (code: string) => ({ code, title: `Title of ${code}`, advice: '', detail: '' });
const integration = { id: 'one', cause: null } as Integration;
const run = (change: object): SyncRun =>
  ({
    id: 'run',
    integrationId: 'one',
    state: 'succeeded',
    cause: null,
    stalled: null,
    warnings: [],
    totals: { incomplete: 0, failed: 0 },
    ...change,
  }) as unknown as SyncRun;
const reported = (one: Integration, ...runs: readonly SyncRun[]) =>
  problemsOf(one, runs, text).map(({ words, detail, notices }) => [words, detail, notices]);

describe('the problems of an integration', () => {
  it('name a run with failed accounts and warnings once, with the notices that report the same', () => {
    const partial = run({
      state: 'partial',
      totals: { incomplete: 1, failed: 2 },
      warnings: [cause('SeatsDropped')],
    });
    expect(reported(integration, partial, run({ state: 'failed' }))).toEqual([
      ['console-integrations.accounts-not-read 3', 'Title of SeatsDropped', ['SyncPartial', 'SeatsDropped']],
    ]);
  });

  it('name rejected credentials once, with the run that failed for them', () => {
    const rejected = cause('VendorKeyRejected');
    const failed = run({ state: 'failed', cause: rejected });
    expect(reported({ ...integration, cause: rejected }, failed)).toEqual([
      [
        'console-integrations.needs-attention ',
        'Title of VendorKeyRejected',
        ['CredentialProbeFailed', 'CredentialsRejected', 'SyncFailed'],
      ],
    ]);
  });

  it('name a stalled run next to the last one that ended, and nothing of other integrations', () => {
    const stalled = run({
      state: 'running',
      stalled: { cause: cause('VendorServerError'), since: '2026-11-27T08:00:00.000Z', until: null },
    });
    const [first, ...others] = reported(
      integration,
      stalled,
      run({}),
      run({ integrationId: 'two', state: 'failed' }),
    );
    expect(first?.[0]).toMatch(/^console-integrations\.stalled /u);
    expect(first?.[2]).toEqual(['SyncStalled']);
    expect(others).toEqual([]);
  });
});
