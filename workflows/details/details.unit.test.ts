import { errorText, errorTitle } from '../../messages/error-texts.ts';
import type { TemporalUiDetails, SyncRunEnd } from '../../contracts/temporal/activities.ts';
import type { SyncInput } from '../../contracts/temporal/messages.ts';
import { phase } from './of-integrations.ts';
import * as syncs from './of-syncs.ts';
import { status } from './of-write-backs.ts';

const shown: TemporalUiDetails = {
  label: 'Duo Security → ConnectWise, Harbor Lane',
  terms: { vendor: 'Duo', psa: 'ConnectWise' },
  link: 'https://seatwise.test/runs/r1',
};
const input: SyncInput = { tenantId: 't', integrationId: 'i1', trigger: 'schedule', mode: 'full' };
const failed = (code: string, text: string): syncs.ShownFailure => ({ kind: 'failed', code, text });

describe('what a run says in the Temporal UI', () => {
  it('failed: whose, what, what to do first, what to press, and where the console shows it', () => {
    const { advice } = errorText('VendorSignatureRejected', shown.terms)!;
    const words = syncs.endedBadly(
      shown,
      input,
      failed('VendorSignatureRejected', errorTitle('VendorSignatureRejected')),
    );
    expect(words.split('\n\n')).toEqual([
      '**Duo Security → ConnectWise, Harbor Lane**',
      'Failed: **Duo rejected the secret key** · `VendorSignatureRejected`',
      `**First:** ${advice}`,
      expect.stringContaining('**Reset** on this page, to the **first** workflow task'),
      '**Or** use **Trigger** on the schedule `sync/i1`: a new run reads everything.',
      '[Open it in Seatwise](https://seatwise.test/runs/r1)',
    ]);
  });

  it('shows what was found before the general advice', () => {
    const words = syncs.endedBadly(shown, input, failed('NothingCounted', 'GET agreements: 30 s'));
    expect(words).toContain(
      `GET agreements: 30 s\n\n**First:** ${errorText('NothingCounted', shown.terms)!.advice}`,
    );
  });

  it.each([
    ['NothingCounted', /would find the same accounts unread/u],
    ['RowMissing', /Do not use \*\*Reset/u],
    ['RunSuperseded', /the newest execution/u],
    ['UsageLineGone', /No action needed here/u],
  ])('offers no Reset after %s, which would not help', (code, words) => {
    const said = syncs.endedBadly(shown, input, failed(code, 'x'));
    expect(said).toMatch(words);
    expect(said).not.toContain('**Reset** on this page');
  });

  it('names the way in the console where a trigger would read more than was asked for', () => {
    const line = { ...input, mode: 'usage-line' } as const;
    expect(syncs.endedBadly(shown, line, failed('VendorTimeout', 'x'))).toContain('*Sync line*');
  });

  it('under way: how far both sides are, which of them stands still, and that one failed', () => {
    const until = '2026-11-27T10:04:40Z';
    const since = '2026-11-27T10:00:00Z';
    const words = syncs.reading(shown, {
      batches: { accounts: { done: 5, total: 16, failed: 1, remaining: 11 } },
      stalls: [{ side: 'agreements', code: 'PsaBusy', text: 'x', since, until }],
      failure: null,
    });
    expect(words).toContain('Running. Accounts read: **5** of 16, 1 failed. No agreements read yet.');
    expect(words).toContain(
      'Reading agreements has been waiting since 2026-11-27 10:00 UTC: **ConnectWise rate limit reached**',
    );
    expect(words).toContain('It resumes at 2026-11-27 10:04 UTC.');
    const failure = failed('VendorSignatureRejected', 'x');
    const stall = { side: 'agreements', code: 'PsaTimeout', text: 'x', since } as const;
    const ofFailed = syncs.reading(shown, { batches: {}, stalls: [stall], failure });
    expect(ofFailed).toContain('Reading agreements has been stalled since ');
    expect(ofFailed).toContain('One side failed: **Duo rejected the secret key**');
  });

  it('partial: causes by code, most frequent first, and where to retry them', () => {
    const end: SyncRunEnd = {
      outcome: 'partial',
      code: null,
      text: '13 of 16 accounts counted, 1200 seats',
      unread: [
        { code: 'VendorTimeout', what: 'accounts', count: 3 },
        { code: 'PsaTimeout', what: 'agreements', count: 1 },
      ],
    };
    const words = syncs.ended(shown, 'partial', end);
    expect(words).toContain('13 of 16 accounts counted, 1200 seats');
    expect(words).toMatch(
      /\* Accounts: 3 · \*\*Duo did not respond in time\*\* · `VendorTimeout`\n\* Agreements: 1/u,
    );
    expect(words).toContain('*Retry failed accounts*');
  });

  it('well: nothing to press', () => {
    const words = syncs.ended(shown, 'succeeded', { outcome: 'succeeded', code: null, text: '16 of 16' });
    expect(words.split('\n\n')).toHaveLength(4);
  });

  it('joined: which run, and by which workflow', () => {
    const start = {
      kind: 'joined',
      syncRunId: 'r1',
      joinedRunId: 'r0',
      joinedWorkflowId: 'sync/i1-x',
    } as const;
    expect(syncs.notTaken(start)).toMatch(
      /^Joined run `r0`, workflow `sync\/i1-x`, which was already in progress/u,
    );
  });

  it('takes names of people as text, never as Markdown', () => {
    const label = 'Duo Security → ConnectWise, [click](javascript:x) <b>*';
    const words = syncs.reading(
      { label, terms: null, link: null },
      { batches: {}, stalls: [], failure: null },
    );
    expect(words).toContain('\\[click\\]\\(javascript:x\\) \\<b\\>\\*');
  });

  it('closes with one line that says the same, for whoever reads the failure itself', () => {
    const { advice } = errorText('VendorSignatureRejected', shown.terms)!;
    const line = syncs.inOneLine(shown, input, failed('VendorSignatureRejected', 'HTTP 401.'));
    expect(line).toContain(
      `${shown.label}: Duo rejected the secret key (VendorSignatureRejected). HTTP 401. First: ${advice} Then use Reset on`,
    );
    expect(line).toContain('Or use Trigger on the schedule sync/i1:');
    expect(line).not.toMatch(/[*`\n]/u);
    expect(syncs.inOneLine(null, input, failed('Strange', 'something new'))).toMatch(
      /^Strange. something new Then/u,
    );
  });
});

describe('what an approval says there', () => {
  const now = Date.UTC(2026, 10, 24, 12);
  const waits = {
    open: 3,
    due: 0,
    nextCheckMs: 90 * 60_000,
    blocked: null,
    awaitInvoice: 2,
    awaitOutcome: 1,
  };

  it('how many changes are open, what they wait for, and when it looks again', () => {
    const words = status(waits, shown, now);
    expect(words).toContain(
      '**3** open, 0 due. Waiting for a later invoice in ConnectWise: 2. Sent, not read back yet: 1.',
    );
    expect(words).toContain('checks again at 2026-11-24 13:30 UTC');
    expect(words).toContain(shown.label);
  });

  it('why it stands still, and what to do', () => {
    const words = status({ ...waits, blocked: 'WriteCapReached', nextCheckMs: null }, shown, now);
    expect(words).toContain(`**${errorText('WriteCapReached', shown.terms)!.title}** · \`WriteCapReached\``);
    expect(words).toContain(errorText('WriteCapReached', shown.terms)!.advice);
    expect(words).toContain('when something changes');
  });

  it('that it is over', () => {
    expect(status({ ...waits, open: 0 }, null, now)).toBe('Every change is final.\n\nNo action needed.');
  });
});

describe('what an integration says there', () => {
  const of = {
    integrationId: 'i1', phase: 'active', busyWith: null, waitingCommands: 0, cause: null, shown,
  } as const; // prettier-ignore

  it('its phase, what it waits for, and that nothing need be pressed', () => {
    expect(phase(of)).toMatch(/Phase \*\*active\*\*: in order\..*No action needed/su);
    expect(phase({ ...of, phase: 'disconnected' })).not.toContain('No action needed');
  });

  it('why it needs attention, and both ways out', () => {
    const cause = { code: 'VendorKeyUnknown', text: null };
    const words = phase({ ...of, phase: 'needs-attention', cause });
    expect(words).toContain('**Duo does not recognize this key at this host**');
    expect(words).toMatch(/\*\*Trigger\*\* on the schedule `sync\/i1`.*authenticate in Seatwise/su);
  });

  it('what it is doing, and what waits behind it', () => {
    const words = phase({ ...of, phase: 'mapping', busyWith: 'mapping', waitingCommands: 2 });
    expect(words).toContain('In progress: applying mapping decisions.');
    expect(words).toContain('Mapping decisions not applied yet: 2.');
  });
});
