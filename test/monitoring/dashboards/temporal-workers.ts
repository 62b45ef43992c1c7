import { type Dashboard, one, orZero, p95 } from './panel.ts';

export const temporalWorkers: Dashboard = {
  file: 'temporal-workers',
  title: 'Seatwise: Temporal workers',
  description: 'Whether workers poll, keep up, and follow the workflows.',
  byIntegration: false,
  panels: [
    {
      title: 'Workers',
      description: 'Processes that Prometheus can read. At 0 nothing is done.',
      kind: 'stat',
      unit: 'short',
      queries: one('count(count by (instance) (temporal_worker_task_slots_available))'),
    },
    {
      title: 'Workflow tasks that failed',
      description: 'Within 15 minutes. Mostly a deployment that running workflows cannot follow.',
      kind: 'stat',
      unit: 'short',
      limits: [null, 1],
      queries: one(orZero('sum(increase(temporal_workflow_task_execution_failed_total[15m]))')),
    },
    {
      title: 'Wait for a workflow task',
      description: 'Of 95 % of the workflow tasks, the longest wait for a worker.',
      kind: 'stat',
      unit: 's',
      limits: [1, 5],
      queries: one(
        'histogram_quantile(0.95, sum by (le) (rate(temporal_workflow_task_schedule_to_start_latency_seconds_bucket[$__rate_interval])))',
      ),
    },
    {
      title: 'Wait for an activity',
      description: 'Of 95 % of the activities, the longest wait for a worker.',
      kind: 'stat',
      unit: 's',
      limits: [10, 60],
      queries: one(
        'histogram_quantile(0.95, sum by (le) (rate(temporal_activity_schedule_to_start_latency_seconds_bucket[$__rate_interval])))',
      ),
    },
    {
      title: 'Pollers',
      description: 'By task queue and kind of task. Each queue needs at least one of each kind that it has.',
      kind: 'lines',
      unit: 'short',
      queries: one(
        'sum by (task_queue, poller_type) (temporal_num_pollers)',
        '{{task_queue}} {{poller_type}}',
      ),
    },
    {
      title: 'Slots in use',
      description: 'Share of the slots of each queue and kind. At 100 % more workers help.',
      kind: 'lines',
      unit: 'percentunit',
      queries: one(
        'sum by (task_queue, worker_type) (temporal_worker_task_slots_used) / (sum by (task_queue, worker_type) (temporal_worker_task_slots_used) + sum by (task_queue, worker_type) (temporal_worker_task_slots_available))',
        '{{task_queue}} {{worker_type}}',
      ),
    },
    {
      title: 'Wait for a workflow task, by queue',
      description: 'Of 95 % of the workflow tasks, the longest.',
      kind: 'lines',
      unit: 's',
      queries: one(
        p95('temporal_workflow_task_schedule_to_start_latency_seconds', 'task_queue'),
        '{{task_queue}}',
      ),
    },
    {
      title: 'Wait for an activity, by queue',
      description: 'Of 95 % of the activities, the longest.',
      kind: 'lines',
      unit: 's',
      queries: one(
        p95('temporal_activity_schedule_to_start_latency_seconds', 'task_queue'),
        '{{task_queue}}',
      ),
    },
    {
      title: 'Requests to Temporal that fail',
      description: 'By status code. RESOURCE_EXHAUSTED: Temporal has too much to do.',
      kind: 'stack',
      unit: 'reqps',
      queries: one(
        orZero('sum by (status_code, operation) (rate(temporal_request_failure_total[$__rate_interval]))'),
        '{{status_code}} {{operation}}',
      ),
    },
    {
      title: 'Workflows that ended',
      description: 'By type, with those that continued as new.',
      kind: 'stack',
      unit: 'ops',
      queries: [
        {
          expr: orZero('sum by (workflow_type) (rate(temporal_workflow_completed_total[$__rate_interval]))'),
          legend: '{{workflow_type}}',
        },
        {
          expr: orZero('sum(rate(temporal_workflow_continue_as_new_total[$__rate_interval]))'),
          legend: 'continued as new',
        },
      ],
    },
    {
      title: 'Workflows kept in memory',
      description: 'Cached executions, and how many were evicted because there was no room.',
      kind: 'lines',
      unit: 'short',
      queries: [
        { expr: 'sum(temporal_sticky_cache_size)', legend: 'cached' },
        {
          expr: orZero('sum(increase(temporal_sticky_cache_total_forced_eviction_total[$__rate_interval]))'),
          legend: 'evicted',
        },
      ],
    },
    {
      title: 'Time of a workflow task',
      description: 'Of 95 % of the workflow tasks, the longest, with replay.',
      kind: 'lines',
      unit: 's',
      queries: one(
        p95('temporal_workflow_task_execution_latency_seconds', 'workflow_type'),
        '{{workflow_type}}',
      ),
    },
  ],
};
