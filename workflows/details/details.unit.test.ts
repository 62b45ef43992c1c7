import { errorText, errorTitle } from '../../messages/error-texts.ts';
import type { TemporalUiDetails, SyncRunEnd } from '../../contracts/temporal/activities.ts';
import type { SyncInput } from '../../contracts/temporal/messages.ts';
import { phase } from './of-integrations.ts';
import * as syncs from './of-syncs.ts';
import { status } from './of-write-backs.ts';

const shown: TemporalUiDetails = {
  label: 'Duo Security → ConnectWise, Harbor Lane',
  called: { vendor: 'Duo', psa: 'ConnectWise' },
  link: 'https://seatwise.test/runs/r1',
};
const input: SyncInput = { tenantId: 't', integrationId: 'i1', trigger: 'schedule', mode: 'full' };
const failed = (code: string, text: string): syncs.ShownFailure => ({ kind: 'failed', code, text });

describe('what a run says in the Temporal UI', () => {
  it('failed: whose, what, what to do first, what to press, and where the console shows it', () => {
    const { advice } = errorText('VendorSignatureRejected', shown.called)!;
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
      '**Or** press **Trigger** on the schedule `sync/i1`: a new run reads everything.',
      '[Open it in Seatwise](https://seatwise.test/runs/r1)',
    ]);
  });

  it('shows what was found before the general advice', () => {
    const words = syncs.endedBadly(shown, input, failed('NothingCounted', 'GET agreements: 30 s'));
    expect(words).toContain(
      `GET agreements: 30 s\n\n**First:** ${errorText('NothingCounted', shown.called)!.advice}`,
    );
  });

  it.each([
    ['NothingCounted', /Reset would find the same accounts unread/u],
    ['RowMissing', /nothing before that/u],
    ['RunSuperseded', /nothing: the newest execution/u],
    ['UsageLineGone', /nothing here/u],
  ])('offers no Reset after %s, which would not help', (code, words) => {
    const said = syncs.endedBadly(shown, input, failed(code, 'x'));
    expect(said).toMatch(words);
    expect(said).not.toContain('**Reset**');
  });

  it('names the way in the console where a trigger would read more than was asked for', () => {
    const line = { ...input, mode: 'usage-line' } as const;
    expect(syncs.endedBadly(shown, line, failed('VendorTimeout', 'x'))).toContain('*Read again*');
  });

  it('under way: how far both sides are, which of them stands still, and that one failed', () => {
    const until = '2026-11-27T10:04:40Z';
    const since = '2026-11-27T10:00:00Z';
    const words = syncs.reading(shown, {
      batches: { accounts: { done: 5, total: 16, failed: 1, remaining: 11 } },
      stalls: [{ side: 'agreements', code: 'PsaBusy', text: 'x', since, until }],
      failure: null,
    });
    expect(words).toContain('Running. Read **5** of 16 accounts, 1 failed. No agreements read yet.');
    expect(words).toContain(
      'Reading agreements is waiting, since 2026-11-27 10:00 UTC, until 2026-11-27 10:04 UTC: **ConnectWise rate limit reached**',
    );
    const failure = failed('VendorSignatureRejected', 'x');
    const stall = { side: 'agreements', code: 'PsaTimeout', text: 'x', since } as const;
    const ofFailed = syncs.reading(shown, { batches: {}, stalls: [stall], failure });
    expect(ofFailed).toContain('Reading agreements is stalled, since ');
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
    const words = syncs.ended(shown, end);
    expect(words).toContain('13 of 16 accounts counted, 1200 seats');
    expect(words).toMatch(
      /\* 3 accounts: \*\*Duo did not respond in time\*\* · `VendorTimeout`\n\* 1 agreements/u,
    );
    expect(words).toContain('*Retry failed accounts*');
  });

  it('well: nothing to press', () => {
    const words = syncs.ended(shown, { outcome: 'succeeded', code: null, text: '16 of 16' });
    expect(words.split('\n\n')).toHaveLength(3);
  });

  it('joined, also as recorded before it was told whose it is', () => {
    const start = { kind: 'joined', syncRunId: 'r1', joinedRunId: 'r0' } as const;
    expect(syncs.notTaken(start)).toMatch(/^Joined run `r0`: it was under way/u);
    expect(syncs.notTaken({ ...start, shown, joinedWorkflowId: 'sync/i1-x' })).toContain(
      'workflow `sync/i1-x`',
    );
  });

  it('takes names of people as text, never as Markdown', () => {
    const label = 'Duo Security → ConnectWise, [click](javascript:x) <b>*';
    const words = syncs.reading({ label, link: null }, { batches: {}, stalls: [], failure: null });
    expect(words).toContain('\\[click\\]\\(javascript:x\\) \\<b\\>\\*');
  });

  it('closes with one line that says the same, for whoever reads the failure itself', () => {
    const { advice } = errorText('VendorSignatureRejected', shown.called)!;
    const line = syncs.inOneLine(shown, input, failed('VendorSignatureRejected', 'HTTP 401.'));
    expect(line).toContain(
      `${shown.label}: Duo rejected the secret key (VendorSignatureRejected). HTTP 401. First: ${advice} Then press Reset on`,
    );
    expect(line).toContain('Or press Trigger on the schedule sync/i1:');
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
    expect(words).toContain('**3** open, 0 due. 2 for a later invoice in the PSA. 1 sent, to be read back.');
    expect(words).toContain('looked at again at 2026-11-24 13:30 UTC');
    expect(words).toContain(shown.label.replace('→', '→'));
  });

  it('why it stands still, and what to do', () => {
    const words = status({ ...waits, blocked: 'WriteCapReached', nextCheckMs: null }, shown, now);
    expect(words).toContain(`**${errorText('WriteCapReached', shown.called)!.title}** · \`WriteCapReached\``);
    expect(words).toContain(errorText('WriteCapReached', shown.called)!.advice);
    expect(words).toContain('when something changes');
  });

  it('that it is over', () => {
    expect(status({ ...waits, open: 0 }, null, now)).toBe(
      'Every change has reached its end.\n\nPress nothing.',
    );
  });
});

describe('what an integration says there', () => {
  const of = {
    integrationId: 'i1', phase: 'active', busyWith: null, waitingCommands: 0, cause: null, shown,
  } as const; // prettier-ignore

  it('its phase, what it waits for, and that nothing need be pressed', () => {
    expect(phase(of)).toMatch(/Phase \*\*active\*\*: in order\..*Press nothing here/su);
    expect(phase({ ...of, phase: 'disconnected' })).not.toContain('Press nothing');
  });

  it('why it needs attention, and both ways out', () => {
    const cause = { code: 'VendorKeyUnknown', text: null };
    const words = phase({ ...of, phase: 'needs-attention', cause });
    expect(words).toContain('**Duo does not recognize this key at this host**');
    expect(words).toMatch(/\*\*Trigger\*\* on the schedule `sync\/i1`.*authenticate in Seatwise/su);
  });

  it('what it is doing, and what waits behind it', () => {
    const words = phase({ ...of, phase: 'mapping', busyWith: 'mapping', waitingCommands: 2 });
    expect(words).toContain('At work: mapping decisions are applied.');
    expect(words).toContain('2 mapping decisions wait');
  });
});
