import { attempts, type Dashboard, one } from './panel.ts';

const writing = 'activity=~"applyWrites|readBillingTarget"';

export const monthsAndWriting: Dashboard = {
  file: 'months-and-writing',
  title: 'Seatwise: months and writing',
  description: 'Work that waits for people, approved changes, and writes to the PSA.',
  byIntegration: true,
  panels: [
    {
      title: 'Writing to the PSA',
      description: 'Stopped while the database and Temporal disagree (notice WriteStopped).',
      kind: 'stat',
      unit: 'none',
      limits: [null, 1],
      words: { 0: 'On', 1: 'Stopped' },
      queries: one('max(seatwise_writing_stopped)'),
    },
    {
      title: 'Conflicts',
      description:
        'Changes whose line in the PSA is neither as before nor as approved. A person resolves each.',
      kind: 'stat',
      unit: 'short',
      limits: [null, 1],
      queries: one('max(seatwise_approved_changes_open{state="conflict"})'),
    },
    {
      title: 'Effect unknown',
      description: 'Changes that were sent and not yet read back. Act if one stays for half an hour.',
      kind: 'stat',
      unit: 'short',
      limits: [1, 10],
      queries: one('max(seatwise_approved_changes_open{state="unknown"})'),
    },
    {
      title: 'Oldest approval not started',
      description:
        'How long an approval has waited for its workflow. Above two minutes, no worker relays approvals.',
      kind: 'stat',
      unit: 's',
      limits: [60, 120],
      queries: one('max(seatwise_outbox_oldest_seconds)'),
    },
    {
      title: 'Approved changes in progress',
      description:
        'Queued changes wait for their invoice date, a daily limit, or the first change of their kind.',
      kind: 'stack',
      unit: 'short',
      queries: one('max by (state) (seatwise_approved_changes_open)', '{{state}}'),
    },
    {
      title: 'Approved changes that ended within a day',
      description: 'By how they ended.',
      kind: 'stack',
      unit: 'short',
      queries: one('max by (state) (seatwise_approved_changes_ended_in_a_day)', '{{state}}'),
    },
    {
      title: 'Open usage lines',
      description: 'By what each needs from a person: a growing stack means that nobody decides.',
      kind: 'stack',
      unit: 'short',
      queries: one('max by (need) (seatwise_usage_lines_open)', '{{need}}'),
    },
    {
      title: 'Months not closed',
      description: 'Months that ended after the newest closed one.',
      kind: 'lines',
      unit: 'short',
      queries: one(
        'max by (integration) (seatwise_months_not_closed{integration=~"$integration"})',
        '{{integration}}',
      ),
    },
    {
      title: 'Write attempts',
      description: 'Attempts to apply changes and to read invoice dates, by result code.',
      kind: 'stack',
      unit: 'ops',
      queries: one(
        `sum by (activity, code) (rate(${attempts}_count{${writing}}[$__rate_interval]))`,
        '{{activity}} {{code}}',
      ),
    },
    {
      title: 'Approvals that Temporal rejected',
      description: 'Signals for approvals that are sent again. Lasting above 0: see Temporal workers.',
      kind: 'lines',
      unit: 'short',
      queries: one('sum(increase(seatwise_outbox_rejections_total[$__rate_interval]))', 'rejected'),
    },
  ],
};
