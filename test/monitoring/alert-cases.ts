/** Series by name and labels, in promtool's notation of values, one a minute: `0+60x9` rises by 60, ten times. */
export type Series = Readonly<Record<string, string>>;

/** What Prometheus reads of an installation that is well, for a number of minutes. */
export const healthy = (minutes: number): Series => ({
  'seatwise_database_up{instance="api:4600"}': `1x${minutes}`,
  'temporal_num_pollers{task_queue="recon",poller_type="workflow_task"}': `5x${minutes}`,
  'temporal_num_pollers{task_queue="recon",poller_type="activity_task"}': `5x${minutes}`,
  'temporal_num_pollers{task_queue="vendor",poller_type="activity_task"}': `5x${minutes}`,
  'temporal_num_pollers{task_queue="psa",poller_type="activity_task"}': `5x${minutes}`,
  'seatwise_http_request_seconds_count{route="/usage-lines",status="200"}': `0+100x${minutes}`,
  'seatwise_http_request_seconds_count{route="/usage-lines",status="500"}': `0+1x${minutes}`,
  'seatwise_http_request_seconds_bucket{route="/usage-lines",le="1"}': `0+100x${minutes}`,
  'seatwise_http_request_seconds_bucket{route="/usage-lines",le="+Inf"}': `0+101x${minutes}`,
  'seatwise_hours_since_last_good_sync{integration="i1"}': `23x${minutes}`,
  'seatwise_sync_run_hours_without_progress{integration="i1"}': `0.1x${minutes}`,
  'seatwise_sync_runs_ended_in_a_day{state="failed"}': `0x${minutes}`,
  'seatwise_sync_runs_ended_in_a_day{state="partial"}': `0x${minutes}`,
  seatwise_vendor_budget_wait_seconds_sum: `0+6x${minutes}`,
  'seatwise_vendor_calls_total{vendor="duo",outcome="ok"}': `0+100x${minutes}`,
  'seatwise_vendor_calls_total{vendor="duo",outcome="VendorBusy"}': `0+1x${minutes}`,
  'seatwise_approved_changes_open{state="conflict"}': `0x${minutes}`,
  'seatwise_approved_changes_open{state="unknown"}': `0x${minutes}`,
  seatwise_writing_stopped: `0x${minutes}`,
  seatwise_outbox_oldest_seconds: `1x${minutes}`,
  'seatwise_open_notices{code="AuditChainBroken",severity="error"}': `0x${minutes}`,
  'seatwise_open_notices{code="AuditNotAnchored",severity="error"}': `0x${minutes}`,
  'seatwise_open_notices{code="AuditStreamFailing",severity="warning"}': `0x${minutes}`,
  'seatwise_open_notices{code="CompositionDiffers",severity="error"}': `0x${minutes}`,
  'seatwise_open_notices{code="CredentialProbeFailed",severity="error"}': `0x${minutes}`,
  'seatwise_open_notices{code="CredentialsRejected",severity="error"}': `0x${minutes}`,
  'seatwise_open_notices{code="SyncMissed",severity="error"}': `0x${minutes}`,
  'seatwise_open_notices{code="SyncPartial",severity="warning"}': `0x${minutes}`,
  'seatwise_open_notices{code="WebhookFailing",severity="warning"}': `0x${minutes}`,
  seatwise_last_backup_age_seconds: `3600x${minutes}`,
  seatwise_last_backup_bytes: `1000x${minutes}`,
  seatwise_hours_since_last_housekeeping: `0.5x${minutes}`,
  'kube_cronjob_info{namespace="msp",cronjob="seatwise-backup"}': `1x${minutes}`,
  'kube_cronjob_status_last_successful_time{namespace="msp",cronjob="seatwise-backup"}': `2000x${minutes}`,
  'kube_job_status_start_time{namespace="msp",job_name="seatwise-backup-28000000"}': `1000x${minutes}`,
  'kube_job_failed{namespace="msp",job_name="seatwise-backup-28000000",condition="true"}': `1x${minutes}`,
  seatwise_repair_failures_total: `0x${minutes}`,
  seatwise_audit_oldest_pending_seconds: `30x${minutes}`,
  'temporal_workflow_task_execution_failed_total{failure_reason="NonDeterminismError"}': `0x${minutes}`,
  'seatwise_activity_late_attempts_total{activity="readPsa"}': `0x${minutes}`,
  'temporal_workflow_task_schedule_to_start_latency_seconds_bucket{task_queue="recon",le="1"}': `0+100x${minutes}`,
  'temporal_workflow_task_schedule_to_start_latency_seconds_bucket{task_queue="recon",le="10"}': `0+101x${minutes}`,
  'temporal_workflow_task_schedule_to_start_latency_seconds_bucket{task_queue="recon",le="+Inf"}': `0+101x${minutes}`,
  'temporal_activity_schedule_to_start_latency_seconds_bucket{task_queue="psa",le="10"}': `0+100x${minutes}`,
  'temporal_activity_schedule_to_start_latency_seconds_bucket{task_queue="psa",le="100"}': `0+101x${minutes}`,
  'temporal_activity_schedule_to_start_latency_seconds_bucket{task_queue="psa",le="+Inf"}': `0+101x${minutes}`,
  'temporal_request_failure_total{status_code="RESOURCE_EXHAUSTED"}': `0x${minutes}`,
});

/** A trouble, and what the alert says of it. */
export interface AlertCase {
  /** When it must be firing. */
  readonly afterMinutes: number;
  /** What differs from {@link healthy} from the first minute on, its values without their number; null: no such series. */
  readonly series: Readonly<Record<string, string | null>>;
  /** Labels besides the severity. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly summary: string;
}

const notice = (code: string, severity = 'error') => ({
  series: { [`seatwise_open_notices{code="${code}",severity="${severity}"}`]: '1' },
  labels: { code, severity },
});

/** Of these the PSA's pollers have left: their worker ended, or it polls no more. */
const pollers = 'temporal_num_pollers{task_queue="psa",poller_type="activity_task"}';
const workflowWait = 'temporal_workflow_task_schedule_to_start_latency_seconds_bucket{task_queue="recon"';
const activityWait = 'temporal_activity_schedule_to_start_latency_seconds_bucket{task_queue="psa"';

/** Troubles by alert; where several series may tell of one, a case for each. */
export const alertCases: Readonly<Record<string, readonly AlertCase[]>> = {
  SeatwiseApiDown: [
    {
      afterMinutes: 10,
      series: { 'seatwise_database_up{instance="api:4600"}': null },
      summary: 'Prometheus cannot read any Seatwise API.',
    },
  ],
  SeatwiseDatabaseDown: [
    {
      afterMinutes: 5,
      series: { 'seatwise_database_up{instance="api:4600"}': '0' },
      summary: 'PostgreSQL does not answer the API within a second.',
    },
  ],
  SeatwiseNoPollers: [null, '0'].map((values) => ({
    afterMinutes: 10,
    series: { [pollers]: values },
    labels: { task_queue: 'psa', poller_type: 'activity_task' },
    summary: 'No worker polls psa (activity_task): its work waits.',
  })),
  SeatwiseHttpErrors: [
    {
      afterMinutes: 20,
      series: { 'seatwise_http_request_seconds_count{route="/usage-lines",status="500"}': '0+25' },
      summary: '20% of the API requests fail with a 5xx status.',
    },
  ],
  SeatwiseSlowAnswers: [
    {
      afterMinutes: 30,
      series: {
        'seatwise_http_request_seconds_bucket{route="/usage-lines",le="1"}': '0+90',
        'seatwise_http_request_seconds_bucket{route="/usage-lines",le="3"}': '0+94',
        'seatwise_http_request_seconds_bucket{route="/usage-lines",le="10"}': '0+100',
        'seatwise_http_request_seconds_bucket{route="/usage-lines",le="+Inf"}': '0+100',
      },
      summary: '5 % of the API requests take longer than 3 seconds.',
    },
  ],
  SeatwiseNoGoodSync: [
    {
      afterMinutes: 20,
      series: { 'seatwise_hours_since_last_good_sync{integration="i1"}': '27.5' },
      labels: { integration: 'i1' },
      summary: 'Integration i1 has had no good sync for 27.5 hours.',
    },
  ],
  SeatwiseSyncMissed: [
    {
      afterMinutes: 2,
      ...notice('SyncMissed'),
      summary: 'Integrations whose scheduled sync did not start: 1.',
    },
  ],
  SeatwiseSyncStandsStill: [
    {
      afterMinutes: 15,
      series: { 'seatwise_sync_run_hours_without_progress{integration="i1"}': '2.5' },
      labels: { integration: 'i1' },
      summary: 'The running sync of integration i1 has read nothing for 2.5 hours.',
    },
  ],
  SeatwiseSyncsFail: [
    {
      afterMinutes: 2,
      series: { 'seatwise_sync_runs_ended_in_a_day{state="failed"}': '1' },
      labels: { state: 'failed' },
      summary: 'Syncs that failed within 24 hours: 1.',
    },
  ],
  SeatwiseSyncsPartial: [
    {
      afterMinutes: 2,
      series: { 'seatwise_sync_runs_ended_in_a_day{state="partial"}': '3' },
      labels: { state: 'partial' },
      summary: 'Syncs within 24 hours that did not read every account and agreement: 3.',
    },
  ],
  SeatwiseVendorBudgetWaits: [
    {
      afterMinutes: 100,
      series: { seatwise_vendor_budget_wait_seconds_sum: '0+60' },
      summary: 'Reading Duo mostly waits for the rate budget, because Duo has rejected calls.',
    },
  ],
  SeatwiseVendorCallsFail: [
    {
      afterMinutes: 60,
      series: { 'seatwise_vendor_calls_total{vendor="duo",outcome="VendorBusy"}': '0+100' },
      labels: { vendor: 'duo' },
      summary: '50% of the calls to duo fail.',
    },
  ],
  SeatwiseWriteConflict: [
    {
      afterMinutes: 2,
      series: { 'seatwise_approved_changes_open{state="conflict"}': '2' },
      labels: { state: 'conflict' },
      summary: 'Approved changes in an unresolved conflict: 2.',
    },
  ],
  SeatwiseWriteUnknown: [
    {
      afterMinutes: 35,
      series: { 'seatwise_approved_changes_open{state="unknown"}': '1' },
      labels: { state: 'unknown' },
      summary: 'Changes that were sent and could not be read back for half an hour: 1.',
    },
  ],
  SeatwiseWritingStopped: [
    {
      afterMinutes: 20,
      series: { seatwise_writing_stopped: '1' },
      summary: 'Seatwise writes nothing to the PSA, because the database and Temporal disagree.',
    },
  ],
  SeatwiseOutboxNotRelayed: [
    {
      afterMinutes: 10,
      series: { seatwise_outbox_oldest_seconds: '600' },
      summary: 'An approval has waited 10m 0s for its workflow to start.',
    },
  ],
  SeatwiseCredentialRejected: [
    {
      afterMinutes: 2,
      ...notice('CredentialsRejected'),
      summary: 'A vendor rejects credentials that worked before.',
    },
  ],
  SeatwiseCredentialProbeFailed: [
    {
      afterMinutes: 2,
      ...notice('CredentialProbeFailed'),
      summary:
        'A vendor rejects credentials in the check ahead of the next sync. There is time to repair them.',
    },
  ],
  SeatwiseWebhookFails: [
    {
      afterMinutes: 2,
      ...notice('WebhookFailing', 'warning'),
      summary: 'Webhooks that cannot deliver notices: 1.',
    },
  ],
  SeatwiseAuditStreamFails: [
    {
      afterMinutes: 2,
      ...notice('AuditStreamFailing', 'warning'),
      summary: 'Audit streams whose receiver confirms nothing: 1.',
    },
  ],
  SeatwiseGraveNoticesOpen: [
    {
      afterMinutes: 70,
      ...notice('CompositionDiffers'),
      labels: { code: 'CompositionDiffers' },
      summary: 'Open notices CompositionDiffers: 1. Work has stopped, or an amount is wrong.',
    },
  ],
  SeatwiseNoticesOpen: [
    {
      afterMinutes: 25 * 60,
      ...notice('SyncPartial', 'warning'),
      labels: { code: 'SyncPartial' },
      summary: 'Notices SyncPartial open for a day: 1.',
    },
  ],
  SeatwiseHousekeepingNotDone: [
    {
      afterMinutes: 20,
      series: { seatwise_hours_since_last_housekeeping: '4' },
      summary: 'Housekeeping, which runs every hour, last completed all steps 4 hours ago.',
    },
  ],
  SeatwiseHousekeepingNeverDone: [
    {
      afterMinutes: 190,
      series: { seatwise_hours_since_last_housekeeping: null },
      summary: 'Housekeeping has never completed all of its steps.',
    },
  ],
  SeatwiseRepairFails: [
    {
      afterMinutes: 40,
      series: { seatwise_repair_failures_total: '0+1' },
      summary: 'Something that should run in Temporal cannot be restarted. Workers retry every five minutes.',
    },
  ],
  SeatwiseBackupOld: [
    {
      afterMinutes: 20,
      series: { seatwise_last_backup_age_seconds: '97200' },
      summary: 'The last good backup is 1d 3h 0m 0s old.',
    },
  ],
  SeatwiseJobFailed: [
    {
      afterMinutes: 2,
      series: {
        'kube_cronjob_status_last_successful_time{namespace="msp",cronjob="seatwise-backup"}': '500',
      },
      labels: { namespace: 'msp', cronjob: 'seatwise-backup' },
      summary: 'The scheduled job seatwise-backup failed, and has not succeeded since.',
    },
    {
      afterMinutes: 2,
      series: {
        'kube_cronjob_status_last_successful_time{namespace="msp",cronjob="seatwise-backup"}': null,
      },
      labels: { namespace: 'msp', cronjob: 'seatwise-backup' },
      summary: 'The scheduled job seatwise-backup failed, and has not succeeded since.',
    },
  ],
  SeatwiseCompositionDiffers: [
    {
      afterMinutes: 2,
      ...notice('CompositionDiffers'),
      summary: 'Stored usage lines differed from the data they are calculated from.',
    },
  ],
  SeatwiseAuditChainBroken: [
    {
      afterMinutes: 2,
      ...notice('AuditChainBroken'),
      summary:
        'Audit rows do not match their checkpoints. No checkpoint is created until someone investigates.',
    },
  ],
  SeatwiseAuditNotAnchored: [
    {
      afterMinutes: 15,
      ...notice('AuditNotAnchored'),
      summary:
        'Audit checkpoints cannot be stored outside the database. New rows are not protected against its owner.',
    },
  ],
  SeatwiseAuditPending: [
    {
      afterMinutes: 10,
      series: { seatwise_audit_oldest_pending_seconds: '1200' },
      summary: 'Audit rows have waited 20m 0s for a checkpoint. Nothing protects them yet.',
    },
  ],
  SeatwiseWorkflowTasksFail: [
    {
      afterMinutes: 20,
      series: {
        'temporal_workflow_task_execution_failed_total{failure_reason="NonDeterminismError"}': '0+1',
      },
      labels: { failure_reason: 'NonDeterminismError' },
      summary:
        'Workflow tasks fail with NonDeterminismError, usually after a deployment that running workflows cannot follow.',
    },
  ],
  SeatwiseManyAttempts: [
    {
      afterMinutes: 30,
      series: { 'seatwise_activity_late_attempts_total{activity="readPsa"}': '0+1' },
      labels: { activity: 'readPsa' },
      summary: 'readPsa has been attempted more than 25 times.',
    },
  ],
  SeatwiseWorkflowTasksWait: [
    {
      afterMinutes: 30,
      series: {
        [`${workflowWait},le="1"}`]: '0+1',
        [`${workflowWait},le="10"}`]: '0+100',
        [`${workflowWait},le="+Inf"}`]: '0+100',
      },
      labels: { task_queue: 'recon' },
      summary: 'Workflow tasks on recon wait 9.545s for a worker.',
    },
  ],
  SeatwiseActivitiesWait: [
    {
      afterMinutes: 60,
      series: {
        [`${activityWait},le="10"}`]: '0+1',
        [`${activityWait},le="100"}`]: '0+100',
        [`${activityWait},le="+Inf"}`]: '0+100',
      },
      labels: { task_queue: 'psa' },
      summary: 'Activities on psa wait 1m 35s for a worker.',
    },
  ],
  SeatwiseTemporalOverloaded: [
    {
      afterMinutes: 40,
      series: { 'temporal_request_failure_total{status_code="RESOURCE_EXHAUSTED"}': '0+60' },
      summary: 'Temporal rejects calls because it is overloaded.',
    },
  ],
};
