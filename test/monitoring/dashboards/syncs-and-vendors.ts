import { attempts, type Dashboard, one, orZero, p95 } from './panel.ts';

export const syncsAndVendors: Dashboard = {
  file: 'syncs-and-vendors',
  title: 'Seatwise: syncs and vendors',
  description: 'Whether every integration syncs each day, and how Duo and the PSA answer.',
  byIntegration: true,
  panels: [
    {
      title: 'Longest time since a good sync',
      description: 'Of all active integrations. A daily sync keeps it below 26 hours.',
      kind: 'stat',
      unit: 'h',
      limits: [25, 26],
      queries: one('max(seatwise_hours_since_last_good_sync)'),
    },
    {
      title: 'Failed runs within a day',
      description: 'Runs that ended as failed in the last 24 hours.',
      kind: 'stat',
      unit: 'short',
      limits: [null, 1],
      queries: one('max(seatwise_sync_runs_ended_in_a_day{state="failed"})'),
    },
    {
      title: 'Partial runs within a day',
      description: 'Runs that did not read every account and agreement.',
      kind: 'stat',
      unit: 'short',
      limits: [1, 10],
      queries: one('max(seatwise_sync_runs_ended_in_a_day{state="partial"})'),
    },
    {
      title: 'Calls to vendors that fail',
      description: 'Share of all calls to Duo and the PSA.',
      kind: 'stat',
      unit: 'percentunit',
      limits: [0.05, 0.2],
      queries: one(
        `(${orZero('sum(rate(seatwise_vendor_calls_total{outcome!="ok"}[$__rate_interval]))')}) / sum(rate(seatwise_vendor_calls_total[$__rate_interval]))`,
      ),
    },
    {
      title: 'Hours since the last good sync',
      description: 'By integration. Paused and disconnected ones have no line.',
      kind: 'lines',
      unit: 'h',
      queries: one(
        'max by (integration) (seatwise_hours_since_last_good_sync{integration=~"$integration"})',
        '{{integration}}',
      ),
    },
    {
      title: 'Hours without progress of active runs',
      description: 'A run that reads has a value near 0.',
      kind: 'lines',
      unit: 'h',
      queries: one(
        'max by (integration) (seatwise_sync_run_hours_without_progress{integration=~"$integration"})',
        '{{integration}}',
      ),
    },
    {
      title: 'Runs that ended within a day',
      description: 'By outcome.',
      kind: 'stack',
      unit: 'short',
      queries: one('max by (state) (seatwise_sync_runs_ended_in_a_day)', '{{state}}'),
    },
    {
      title: 'Calls to vendors',
      description: 'By vendor and outcome.',
      kind: 'stack',
      unit: 'reqps',
      queries: one(
        'sum by (vendor, outcome) (rate(seatwise_vendor_calls_total[$__rate_interval]))',
        '{{vendor}} {{outcome}}',
      ),
    },
    {
      title: 'Waiting for the rate budget',
      description: 'Calls that wait at any moment, on average. It rises when Duo limits calls.',
      kind: 'lines',
      unit: 'short',
      queries: one('sum(rate(seatwise_vendor_budget_wait_seconds_sum[$__rate_interval]))', 'waiting calls'),
    },
    {
      title: 'Slowest activities',
      description: 'Of 95 % of the attempts, the longest, by activity.',
      kind: 'lines',
      unit: 's',
      queries: one(`topk(8, ${p95(attempts, 'activity')})`, '{{activity}}'),
    },
    {
      title: 'Attempts that fail',
      description: 'Failed attempts by activity and code. Temporal retries each.',
      kind: 'stack',
      unit: 'ops',
      queries: one(
        orZero(`sum by (activity, code) (rate(${attempts}_count{code!="ok"}[$__rate_interval]))`),
        '{{activity}} {{code}}',
      ),
    },
    {
      title: 'Attempts after the 25th',
      description: 'Something that does not pass by itself, by activity.',
      kind: 'lines',
      unit: 'short',
      queries: one(
        'sum by (activity) (increase(seatwise_activity_late_attempts_total[$__rate_interval]))',
        '{{activity}}',
      ),
    },
  ],
};
