/** A program of an installation, as its container is named. */
export type Program = 'api' | 'worker' | 'commands' | 'migrate';

/** Where a program connects to; how it is reached is a setting of the installation. */
export type Destination =
  | 'dns'
  | 'postgresql'
  | 'temporal'
  | 'identity-providers'
  | 'vendors'
  | 'receivers'
  | 'api'
  | 'collector';

export interface OutgoingConnection {
  readonly program: Program;
  readonly to: Destination;
  /** The usual port. */
  readonly port: number;
  readonly reason: string;
  /** Files that open it. None: Node and its libraries do by themselves. */
  readonly openedIn: readonly string[];
  /** The check by which `seatwise doctor` tries it; null: what depends on it is checked. */
  readonly check: string | null;
}

const pool = ['db/driver/prepared-statement-client.ts', 'db/driver/stall-aware-pool.ts'];
const temporal = ['contracts/temporal/connection.ts'];

const name = (program: Program): OutgoingConnection => ({
  program,
  to: 'dns',
  port: 53,
  reason: 'finds the address of everything else',
  openedIn: [],
  check: null,
});

const postgresql = (program: Program, others: readonly string[] = []): OutgoingConnection => ({
  program,
  to: 'postgresql',
  port: 5432,
  reason: 'reads and writes the rows, as its own role',
  openedIn: [...pool, ...others],
  check: 'database.reached',
});

const collector = (program: Program): OutgoingConnection => ({
  program,
  to: 'collector',
  port: 4318,
  reason: 'sends traces, if OTEL_EXPORTER_OTLP_ENDPOINT is set',
  openedIn: ['telemetry/opentelemetry.ts'],
  check: null,
});

/**
 * Every connection that a program opens. From this list follow the network policies of the chart, the networks of the
 * compose file, the table in docs/reference/connections.md, and what `seatwise doctor` tries and from where.
 */
export const connections: readonly OutgoingConnection[] = [
  name('api'),
  postgresql('api', ['api/live/notifications.ts']),
  {
    program: 'api',
    to: 'temporal',
    port: 7233,
    reason: 'starts, signals, updates, and queries workflows',
    openedIn: temporal,
    check: 'temporal.server',
  },
  {
    program: 'api',
    to: 'identity-providers',
    port: 443,
    reason: 'reads discovery documents and keys, and exchanges codes, when people sign in',
    openedIn: ['sso/client.ts'],
    check: 'sign-in.identity-provider',
  },
  collector('api'),
  name('worker'),
  postgresql('worker'),
  {
    program: 'worker',
    to: 'temporal',
    port: 7233,
    reason: 'polls for work',
    openedIn: [...temporal, 'worker/open-worker.ts'],
    check: 'temporal.server',
  },
  {
    program: 'worker',
    to: 'vendors',
    port: 443,
    reason: 'reads the vendor and the PSA, and writes approved changes',
    openedIn: ['worker/start.ts'],
    check: 'vendor.credentials',
  },
  {
    program: 'worker',
    to: 'receivers',
    port: 443,
    reason: 'sends webhooks and audit streams; one over TLS may name another port',
    openedIn: ['worker/start.ts', 'worker/loops.ts'],
    check: null,
  },
  collector('worker'),
  name('commands'),
  postgresql('commands', [
    'db/backup/load-backup.ts',
    'db/backup/write-backup.ts',
    'use-cases/operations/restore.ts',
  ]),
  {
    program: 'commands',
    to: 'temporal',
    port: 7233,
    reason: 'doctor, release, and support-bundle ask for workflows and workers',
    openedIn: temporal,
    check: 'temporal.server',
  },
  {
    program: 'commands',
    to: 'vendors',
    port: 443,
    reason: 'doctor tries credentials and certificates, and reconcile reads the PSA',
    openedIn: ['cli/doctor/vendors.ts', 'cli/doctor/certificate.ts', 'cli/commands/reconcile.ts'],
    check: 'vendor.credentials',
  },
  {
    program: 'commands',
    to: 'api',
    port: 443,
    reason: 'doctor asks the API at PUBLIC_URL, also whether it reaches the identity providers',
    openedIn: ['cli/doctor/api.ts', 'cli/doctor/certificate.ts', 'cli/doctor/identity-providers.ts'],
    check: 'api.ready',
  },
  name('migrate'),
  postgresql('migrate', ['db/backup/write-backup.ts']),
];
