import { z } from 'zod';
import { TaskQueue } from '../contracts/temporal/names.ts';
import {
  background,
  databaseRoleNames,
  firstTenant,
  keeping,
  psaCalls,
  reading,
  service,
  sessions,
  vendorCalls,
  webhookMessages,
  writing,
} from '../domain/defaults.ts';
import { firstScenario, scenarioNames } from '../domain/scenarios.ts';
import {
  address,
  baseAddress,
  commaList,
  contact,
  databaseRole,
  deploymentName,
  domains,
  email,
  hostNames,
  masterKey,
  onOff,
  port,
  postgresUrl,
  proxyAddress,
  share,
  text,
  wholeNumber,
  yesNo,
} from './value-shapes.ts';

declare module 'zod' {
  interface GlobalMeta {
    /** Never shown, logged or put into a message. */
    secret?: boolean;
    /** What happens when the variable is not set, where that is not one value. */
    otherwise?: string;
  }
}

const minute = 60_000;
const hour = 60 * minute;

const queues = Object.values(TaskQueue);

/** Every variable of the environment. What a description says after "because" is why the default is what it is. */
export const variables = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('development').meta({
    description:
      'In production, the outbound seams are rejected, and npm start starts no sandbox by default.',
  }),

  PORT: port.default(service.port).meta({ description: 'Port of the API and console.' }),
  HOST: text
    .default(service.host)
    .meta({ description: 'Address to listen on; other than loopback only behind https (PUBLIC_URL).' }),
  PUBLIC_URL: baseAddress.optional().meta({
    description:
      'Address that people open, for origin checks and links; workers link to it from the Temporal UI and webhook messages.',
    otherwise: 'http://localhost:PORT',
  }),
  ALLOWED_HOSTS: hostNames.optional().meta({
    description:
      "Further host names under which the API answers. PUBLIC_URL's and loopback always work; others get 421, because of DNS rebinding.",
    otherwise: 'none',
  }),
  TRUSTED_PROXIES: wholeNumber(0, 10)
    .default(service.trustedProxies)
    .meta({ description: 'Number of reverse proxies in front whose X-Forwarded-For is trusted.' }),
  METRICS_PORT: port
    .optional()
    .meta({ description: 'Separate loopback port for /metrics.', otherwise: 'no such port' }),
  METRICS_KEY: text.min(16, 'must have 16 characters at least').optional().meta({
    description: 'Key that opens /metrics on PORT.',
    secret: true,
    otherwise: '/metrics is closed on PORT',
  }),
  REQUESTS_PER_MINUTE: wholeNumber(10, 100_000).default(service.requestsPerMinute).meta({
    description:
      'Requests per minute per session or key, and per address while neither is found, because the console refetches in bursts.',
  }),
  SESSION_IDLE_MINUTES: wholeNumber(1, 24 * 60)
    .default(sessions.idleMinutes)
    .meta({ description: 'Minutes without use after which a session expires.' }),
  STEP_UP_MINUTES: wholeNumber(1, 24 * 60)
    .default(sessions.stepUpMinutes)
    .meta({
      description:
        'Minutes for which a password confirmation allows privileged changes: credentials, write-back, settings, webhooks, keys, people, disconnecting.',
    }),
  SESSION_HOURS: wholeNumber(1, 30 * 24)
    .default(sessions.hours)
    .meta({ description: 'Hours after sign-in when a session expires in any case.' }),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default(service.logLevel)
    .meta({ description: 'Least severe log line written.' }),
  LOG_FORMAT: z.enum(['numbers', 'text']).default(service.logFormat).meta({
    description:
      'How log lines write `level` and `time`. numbers: 30, and milliseconds. text: `info`, and ISO 8601 in UTC.',
  }),

  OTEL_EXPORTER_OTLP_ENDPOINT: address.optional().meta({
    description:
      "Collector that traces are sent to, by OTLP over HTTP; OpenTelemetry's other OTEL_EXPORTER_OTLP_… variables apply. The same for API and workers.",
    otherwise: 'no traces, and nothing of OpenTelemetry is loaded',
  }),
  OTEL_TRACES_SAMPLER_ARG: share.default(service.tracedShare).meta({
    description: 'Share of traces that are kept, from 0 to 1. The same for API and workers.',
  }),

  SEATWISE_HOME: text
    .optional()
    .meta({ description: 'Data folder of npm start.', otherwise: "the user's data directory" }),
  ADMIN_EMAIL: email
    .default(firstTenant.adminEmail)
    .meta({ description: 'First sign-in, created while there is no member.' }),
  TENANT_NAME: text
    .default(firstTenant.name)
    .meta({ description: 'Name of the MSP, used once at the first start.' }),
  TENANT_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be three capitals, like USD')
    .default(firstTenant.currency)
    .meta({ description: 'Currency of the PSA, used once at the first start.' }),

  DATABASE_URL: postgresUrl
    .optional()
    .meta({ description: 'PostgreSQL 15 or newer.', secret: true, otherwise: 'npm start brings its own' }),
  DATABASE_URL_FILE: text.optional().meta({ description: 'File with DATABASE_URL, for container secrets.' }),
  DATABASE_API_ROLE: databaseRole
    .default(databaseRoleNames.api)
    .meta({ description: 'Role of the API; migrations grant its privileges if it exists.' }),
  DATABASE_WORKER_ROLE: databaseRole
    .default(databaseRoleNames.worker)
    .meta({ description: 'Role of the workers, likewise.' }),
  DATABASE_COMMANDS_ROLE: databaseRole
    .default(databaseRoleNames.commands)
    .meta({ description: 'Role of the commands, likewise.' }),
  ALLOW_DATABASE_OWNER: yesNo.default(false).meta({
    description: "yes: in production API and worker may connect as the tables' owner or a superuser.",
  }),
  ALLOW_PLAIN_DATABASE: yesNo.default(false).meta({
    description:
      'yes: in production DATABASE_URL may name another machine without TLS, as in a container network.',
  }),
  DATABASE_BACKUP: z
    .union([z.literal('elsewhere'), text.startsWith('/')], 'must be an absolute folder, or elsewhere')
    .optional()
    .meta({
      description:
        'Folder of the backup that the schema is not changed without: one of the last 24 hours, else a new one. elsewhere: the database is backed up by other means, which the audit notes.',
      otherwise: '`backups` in SEATWISE_HOME',
    }),
  DB_POOL_MAX: wholeNumber(4, 200)
    .default(service.databaseConnections)
    .meta({ description: 'Database connections per process; worker slots stay below it.' }),
  MASTER_KEY: masterKey.optional().meta({
    description: '32 bytes in base64 that encrypt credentials; without it they are lost.',
    secret: true,
    otherwise: 'npm start creates one in SEATWISE_HOME',
  }),
  MASTER_KEY_FILE: text.optional().meta({
    description:
      'File with MASTER_KEY. Rejected if others can write it, or read it outside /run/secrets and folders of mode 0700.',
  }),
  NEW_MASTER_KEY_FILE: text.optional().meta({
    description: 'File with the new key for seatwise rotate-master-key, where MASTER_KEY is set.',
  }),

  AUDIT_ANCHOR_FOLDER: text.optional().meta({
    description:
      'Folder for the signed audit checkpoints, outside the database because its owner could restart the chain. The same for workers and `seatwise`.',
    otherwise: '`audit-anchors` in SEATWISE_HOME',
  }),
  AUDIT_CHECKPOINT_INTERVAL_MS: wholeNumber(100, hour).default(background.checkpointEveryMs).meta({
    description:
      'How often a worker creates audit checkpoints, because rows without one can be changed undetected.',
  }),

  TEMPORAL_ADDRESS: text.optional().meta({
    description: 'host:port of a Temporal server.',
    otherwise: 'npm start brings its own',
  }),
  TEMPORAL_NAMESPACE: text.optional().meta({
    description: "Temporal namespace; overrides a profile's.",
    otherwise: "the profile's (TEMPORAL_CONFIG_FILE, TEMPORAL_PROFILE), else seatwise",
  }),
  TEMPORAL_UI_URL: address
    .optional()
    .meta({ description: 'Temporal UI, for links.', otherwise: "that of npm start's server" }),
  TEMPORAL_UI: onOff.default(false).meta({
    description:
      'on: npm start starts the Temporal UI. It has no sign-in and answers under any host name: a web page open on this machine could reach it (DNS rebinding) and terminate workflows.',
  }),
  TEMPORAL_CLI_PATH: text.optional().meta({
    description: 'Program of the Temporal dev server.',
    otherwise: 'found on the PATH or in the cache, else downloaded',
  }),
  TEMPORAL_SERVER_PORT: port.optional().meta({
    description: "Port of npm start's Temporal server; another free one if it is in use.",
    otherwise: 'the last one, else 7233',
  }),
  TEMPORAL_SERVER_UI_PORT: port.optional().meta({
    description: 'Port of its UI (TEMPORAL_UI=on), likewise.',
    otherwise: 'the last one, else 8233',
  }),
  TEMPORAL_RETENTION_DAYS: wholeNumber(1, 3_650).default(keeping.workflowDays).meta({
    description: 'Days a closed workflow is kept and can be reset; 30 if a cluster rejects more.',
  }),
  WORKER_QUEUES: commaList
    .pipe(z.array(z.enum(TaskQueue, `must be of ${queues.join(', ')}`)))
    .default(queues)
    .meta({ description: 'Task queues this worker serves.' }),
  WORKER_DEPLOYMENT: deploymentName.optional().meta({
    description:
      'Name of the Worker Deployment: each build of the workers is a version of it, which gets work once `seatwise release promote` made it current. The same for workers and `seatwise`; npm start ignores it.',
    otherwise: 'workers without versions',
  }),
  RELAY_INTERVAL_MS: wholeNumber(50, minute).default(background.relayEveryMs).meta({
    description:
      'How often a worker looks for approvals whose workflow must start or wake, and for webhook messages.',
  }),
  REPAIR_INTERVAL_MS: wholeNumber(1_000, 24 * hour)
    .default(background.repairEveryMs)
    .meta({ description: 'How often rows are compared with Temporal, and missing workflows started.' }),

  SANDBOX: onOff.optional().meta({
    description: 'on: npm start includes the simulated MSP.',
    otherwise: 'on; off in production',
  }),
  SANDBOX_SCENARIO: z
    .enum(scenarioNames)
    .optional()
    .meta({
      description: 'Scenario of the sandbox.',
      otherwise: 'the last one, at first ' + firstScenario,
    }),
  OUTBOUND_RESOLVE: text.optional().meta({
    description: 'host=ip:port,… connects these hosts elsewhere; *.suffix allowed. Rejected in production.',
  }),
  OUTBOUND_CA_FILE: text
    .optional()
    .meta({ description: 'Additional trusted certificates, PEM. Rejected in production.' }),
  ALLOW_OUTBOUND_SEAMS: yesNo
    .default(false)
    .meta({ description: 'yes: OUTBOUND_RESOLVE and OUTBOUND_CA_FILE are allowed in production.' }),
  OUTBOUND_ALLOW_PRIVATE: yesNo.default(false).meta({
    description: 'yes: a PSA or webhook receiver may have a private address; loopback and link-local never.',
  }),
  HTTPS_PROXY: proxyAddress.optional().meta({
    description:
      'http or https address of a proxy through which vendors, PSAs, webhook receivers, and identity providers are called, with `user:password@` if it asks for them; or `https_proxy`.',
    secret: true,
  }),
  NO_PROXY: text.optional().meta({
    description:
      'Names, with all names below them, addresses, and ranges that are called without the proxy; or `no_proxy`.',
  }),
  OUTBOUND_PROXY_RESOLVES: yesNo.default(false).meta({
    description:
      'yes: the proxy resolves the names of webhook receivers and identity providers, and must reject private addresses itself. no: they are resolved and checked here, and the proxy is asked for the address.',
  }),
  WEBHOOK_TIMEOUT_MS: wholeNumber(100, minute).default(webhookMessages.timeoutMs).meta({
    description: 'One webhook message, because a receiver should answer before it works.',
  }),
  WEBHOOK_FIRST_WAIT_MS: wholeNumber(10, hour)
    .default(webhookMessages.firstWaitMs)
    .meta({ description: 'First wait before a message is sent again; triples, up to 6 h.' }),
  WEBHOOK_GIVE_UP_MS: wholeNumber(1_000, 30 * 24 * hour)
    .default(webhookMessages.giveUpMs)
    .meta({
      description: 'An undelivered message is given up after this long, because it must outlast a weekend.',
    }),
  SECURITY_CONTACT: contact.optional().meta({
    description:
      'Where to report a vulnerability of this installation, published in /.well-known/security.txt: `mailto:` or `https:`. Not set: there is no such file.',
  }),
  EGRESS_NOTE: text.optional().meta({
    description:
      'Outbound addresses of this installation, shown where a vendor can restrict access by address. Not set: a command that prints it is shown.',
  }),

  IDENTITY_PROVIDERS_BLOCKED: yesNo.default(false).meta({
    description:
      'A network policy lets the API reach no identity provider, which the form of a provider and `seatwise doctor` then say. The chart sets it.',
  }),

  VENDOR_HOST_SUFFIXES: domains.optional().meta({
    description: "Domains of vendors' API hosts; others named in answers are not called.",
    otherwise: "each vendor's own (docs/vendors/)",
  }),
  VENDOR_READ_TIMEOUT_MS: wholeNumber(100, 120_000)
    .default(vendorCalls.readTimeoutMs)
    .meta({ description: 'One read, because a page of 300 users can take several seconds.' }),
  VENDOR_MAX_ATTEMPTS: wholeNumber(1, 10)
    .default(vendorCalls.attempts)
    .meta({ description: 'Attempts of one read in a batch.' }),
  VENDOR_RETRY_BASE_MS: wholeNumber(1, minute)
    .default(vendorCalls.firstRetryMs)
    .meta({ description: 'First wait between attempts; doubles.' }),
  VENDOR_PARALLEL: wholeNumber(1, 50)
    .default(vendorCalls.accountsAtOnce)
    .meta({ description: 'Accounts of one credential read at a time.' }),
  VENDOR_BUDGET_START_PER_MINUTE: z
    .union([z.literal('unlimited'), wholeNumber(1, 10_000)], 'must be a whole number or unlimited')
    .default(vendorCalls.perMinute.start)
    .meta({ description: 'Calls per minute of a credential at first; unlimited only against the sandbox.' }),
  VENDOR_BUDGET_FLOOR: wholeNumber(1, 10_000)
    .default(vendorCalls.perMinute.floor)
    .meta({ description: 'Least calls per minute, after many rejections.' }),
  VENDOR_BUDGET_CEILING: wholeNumber(1, 10_000)
    .default(vendorCalls.perMinute.ceiling)
    .meta({ description: 'Most calls per minute, without rejections.' }),

  PSA_HOST_SUFFIXES: domains.optional().meta({
    description: "Domains of PSA hosts and of their token hosts; list both for a PSA under the MSP's domain.",
    otherwise: 'any, because on-premise PSAs have their own',
  }),
  CONNECTWISE_CLIENT_ID: text
    .regex(/^[\x21-\x7e]{8,64}$/u, 'must be a client ID of developer.connectwise.com, a GUID')
    .optional()
    .meta({
      description:
        'Client ID of ConnectWise for credentials without one. Not a secret; the same for API and workers.',
      otherwise: 'each credential has its own',
    }),
  PSA_TIMEOUT_MS: wholeNumber(100, 120_000)
    .default(psaCalls.timeoutMs)
    .meta({ description: 'One PSA call, because answers of 20 s occur.' }),
  PSA_PARALLEL: wholeNumber(1, 12).default(psaCalls.atOnce).meta({
    description:
      'Concurrent PSA calls at first; one more after forty good answers, half when the PSA throttles.',
  }),
  PSA_PARALLEL_CEILING: wholeNumber(1, 12).default(psaCalls.atOnceCeiling).meta({
    description:
      "Most concurrent PSA calls, because 12 tripped the vendor's limit in the field and 4 did not.",
  }),
  PSA_CALLS_PER_FIVE_MINUTES: wholeNumber(10, 100_000).default(psaCalls.perFiveMinutes).meta({
    description:
      'Calls of all workers and commands in any five minutes to one instance of a PSA that limits them so, because the lowest limit seen is 300, and half is left to its other integrations.',
  }),
  PSA_CALLS_KEPT_PERCENT: wholeNumber(0, 90).default(psaCalls.keptPercent).meta({
    description:
      'Share of those that a sync, the first loading and `seatwise reconcile` leave to writes, authentication and single reads, because an approved change would wait for the sync.',
  }),
  PSA_FOLLOWS_WITHIN_MS: wholeNumber(1_000, 2 * minute)
    .default(psaCalls.followsWithinMs)
    .meta({
      description:
        'How long a line may take to bill a written count, because no PSA publishes it; then it is read back later, and a person decides.',
    }),
  PSA_SECOND_READ_AFTER_MS: wholeNumber(100, minute).default(psaCalls.secondReadAfterMs).meta({
    description:
      'Time between the two reads that confirm a written line, where a PSA may compute lines without saying so.',
  }),
  PSA_RETRY_BASE_MS: wholeNumber(1, minute)
    .default(psaCalls.firstRetryMs)
    .meta({ description: 'First wait after a fault of the PSA; doubles.' }),

  SYNC_SLICE_MS: wholeNumber(100, hour)
    .default(reading.batchMs)
    .meta({ description: 'Longest read activity, so that a worker can stop.' }),
  SYNC_BATCH_ITEMS: wholeNumber(1, 10_000)
    .default(reading.batchItems)
    .meta({ description: 'Accounts or agreements per read activity.' }),
  SYNC_HEARTBEAT_TIMEOUT_MS: wholeNumber(1_000, hour)
    .default(reading.heartbeatTimeoutMs)
    .meta({ description: 'Silence after which another worker takes over a read.' }),
  WRITE_SLICE_LINES: wholeNumber(1, 500)
    .default(writing.batchLines)
    .meta({ description: 'Approved lines per write activity.' }),
  WRITE_LINES_AT_ONCE: wholeNumber(1, 20).default(writing.linesAtOnce).meta({
    description: 'Approved lines of one integration that a worker reads and sends concurrently.',
  }),
  WRITE_SLICE_MS: wholeNumber(100, 10 * minute)
    .default(writing.batchMs)
    .meta({ description: 'Longest write activity, so that a worker can stop.' }),
  WRITE_UNKNOWN_WAIT_MS: wholeNumber(100, hour).default(writing.unknownWaitMs).meta({
    description:
      'Wait before a write with an unknown outcome is read back, because a slow PSA may act after its time-out.',
  }),
  WRITE_READ_BACK_GAP_MS: wholeNumber(50, minute)
    .default(writing.readBackGapMs)
    .meta({ description: 'Time between the two reads that decide an unknown outcome.' }),
  WRITE_TARGET_FRESH_MS: wholeNumber(100, minute).default(writing.targetFreshMs).meta({
    description:
      'Longest time between reading a line and sending its write, because a person may edit it meanwhile.',
  }),
  WRITE_NEIGHBORS_FRESH_MS: wholeNumber(100, 5 * minute)
    .default(writing.neighborsFreshMs)
    .meta({
      description: "The same after the read of the customer's other lines has ended.",
    }),
  WRITE_READING_TRIES: wholeNumber(1, 20).default(writing.readingTries).meta({
    description: 'Times a line that was too late is read again; then it waits in the queue.',
  }),
  WRITE_LATER_INVOICE_APART_MS: wholeNumber(100, 7 * 24 * hour)
    .default(writing.laterInvoiceApartMs)
    .meta({
      description:
        'Least time between the two reads that must show a later invoice before a waiting change is sent.',
    }),
  WRITE_CREATE_APART_MS: wholeNumber(100, 7 * 24 * hour)
    .default(writing.createApartMs)
    .meta({
      description: 'Least time between the two syncs that must find a line missing before it is created.',
    }),
  WRITE_END_APART_MS: wholeNumber(100, 31 * 24 * hour)
    .default(writing.endApartMs)
    .meta({
      description: 'Least time between the two syncs that must find a line without seats before it is ended.',
    }),
  WRITE_RECHECK_MS: wholeNumber(100, 24 * hour)
    .default(writing.recheckMs)
    .meta({ description: 'How often a change that waits for an invoice is checked again.' }),
  WRITE_GIVE_UP_MS: wholeNumber(1_000, 30 * 24 * hour)
    .default(writing.giveUpMs)
    .meta({ description: 'After this long without a read, a person decides on an unknown outcome.' }),
  KEEP_HISTORY_MONTHS: wholeNumber(3, 1_200).default(keeping.historyMonths).meta({
    description:
      'Months that runs, reads, counts, line versions and closed notices are kept, because auditors ask for three years. What a closed month, an approval or a present line refers to stays.',
  }),
  KEEP_COMMANDS_DAYS: wholeNumber(7, 36_500).default(keeping.commandsDays).meta({
    description:
      'Days that answered commands and request keys (`Idempotency-Key`) are kept, because Temporal may show their workflows as long.',
  }),
  KEEP_MESSAGES_DAYS: wholeNumber(1, 36_500)
    .default(keeping.messagesDays)
    .meta({ description: 'Days that completed webhook messages are kept and shown.' }),
  SYNC_CANCEL_POLL_MS: wholeNumber(50, minute).default(reading.cancelPollMs).meta({
    description: 'How often a read checks its cancel flag, because a canceled sync must stop within 10 s.',
  }),
});

export type Variables = z.infer<typeof variables>;
