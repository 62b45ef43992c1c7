import { type Dashboard, one, orZero } from './panel.ts';

export const installation: Dashboard = {
  file: 'installation',
  title: 'Seatwise: installation',
  description: 'API, database, audit, housekeeping, and the processes.',
  byIntegration: false,
  panels: [
    {
      title: 'Database',
      description: 'Whether PostgreSQL answers each API within a second.',
      kind: 'stat',
      unit: 'none',
      words: { 0: 'Down', 1: 'Up' },
      queries: one('min(seatwise_database_up)'),
    },
    {
      title: 'Requests that fail',
      description: 'Share of the requests that end with a 5xx status.',
      kind: 'stat',
      unit: 'percentunit',
      limits: [0.005, 0.02],
      queries: one(
        `(${orZero('sum(rate(seatwise_http_request_seconds_count{status=~"5.."}[$__rate_interval]))')}) / sum(rate(seatwise_http_request_seconds_count[$__rate_interval]))`,
      ),
    },
    {
      title: 'Oldest audit row without a checkpoint',
      description: 'A worker signs a checkpoint each minute. Until then nothing protects the row.',
      kind: 'stat',
      unit: 's',
      limits: [300, 900],
      queries: one('max(seatwise_audit_oldest_pending_seconds)'),
    },
    {
      title: 'Open notices that are errors',
      description: 'Work stands still, or money is wrong.',
      kind: 'stat',
      unit: 'short',
      limits: [null, 1],
      queries: one('sum(max by (code) (seatwise_open_notices{severity="error"}))'),
    },
    {
      title: 'Requests',
      description: 'By status.',
      kind: 'stack',
      unit: 'reqps',
      queries: one(
        'sum by (status) (rate(seatwise_http_request_seconds_count[$__rate_interval]))',
        '{{status}}',
      ),
    },
    {
      title: 'Slowest routes',
      description:
        'Of 95 % of the requests, the longest, by route. The stream of events stays open by design.',
      kind: 'lines',
      unit: 's',
      queries: one(
        'topk(8, histogram_quantile(0.95, sum by (le, method, route) (rate(seatwise_http_request_seconds_bucket{route!="/events"}[$__rate_interval]))))',
        '{{method}} {{route}}',
      ),
    },
    {
      title: 'Open notices',
      description: 'By code.',
      kind: 'stack',
      unit: 'short',
      queries: one('max by (code) (seatwise_open_notices) > 0 or vector(0)', '{{code}}'),
    },
    {
      title: 'Sign-ins',
      description: 'By outcome. Many rejected ones: somebody guesses passwords.',
      kind: 'stack',
      unit: 'short',
      queries: one('sum by (outcome) (increase(seatwise_sign_ins_total[$__rate_interval]))', '{{outcome}}'),
    },
    {
      title: 'Hours since housekeeping',
      description: 'It runs each hour and stores when it did all of its steps.',
      kind: 'lines',
      unit: 'h',
      queries: one('max(seatwise_hours_since_last_housekeeping)', 'housekeeping'),
    },
    {
      title: 'Hours since the last backup',
      description: 'The last good one by `seatwise backup`; empty where other means back the database up.',
      kind: 'lines',
      unit: 'h',
      queries: one('max(seatwise_last_backup_age_seconds) / 3600', 'backup'),
    },
    {
      title: 'Size of the last backup',
      description: 'A much smaller one than before is worth a look.',
      kind: 'lines',
      unit: 'bytes',
      queries: one('max(seatwise_last_backup_bytes)', 'backup'),
    },
    {
      title: 'Repairs and anchors that fail',
      description:
        'Parts that should run in Temporal and could not be repaired; checkpoints not stored outside the database.',
      kind: 'lines',
      unit: 'short',
      queries: [
        { expr: 'sum(increase(seatwise_repair_failures_total[$__rate_interval]))', legend: 'repairs' },
        { expr: 'sum(increase(seatwise_audit_anchor_failures_total[$__rate_interval]))', legend: 'anchors' },
      ],
    },
    {
      title: 'Memory',
      description: 'Resident memory of each process.',
      kind: 'lines',
      unit: 'bytes',
      queries: one('process_resident_memory_bytes{job=~"seatwise.*"}', '{{job}} {{instance}}'),
    },
    {
      title: 'Processor and event loop',
      description: 'Processor seconds a second, and how late the event loop runs.',
      kind: 'lines',
      unit: 'short',
      queries: [
        {
          expr: 'rate(process_cpu_seconds_total{job=~"seatwise.*"}[$__rate_interval])',
          legend: 'processor {{job}} {{instance}}',
        },
        {
          expr: 'nodejs_eventloop_lag_p99_seconds{job=~"seatwise.*"}',
          legend: 'event loop {{job}} {{instance}}',
        },
      ],
    },
  ],
};
