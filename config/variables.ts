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
  databaseRole,
  domains,
  email,
  hostNames,
  masterKey,
  onOff,
  port,
  postgresUrl,
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
    description: 'production rejects the outbound seams, and npm start brings no sandbox by itself.',
  }),

  PORT: port.default(service.port).meta({ description: 'Port of the API and console.' }),
  HOST: text
    .default(service.host)
    .meta({ description: 'Address to listen on. Other than loopback only behind https (PUBLIC_URL).' }),
  PUBLIC_URL: baseAddress.optional().meta({
    description:
      'The address people open; origin checks and links use it. A worker links to it from the Temporal UI and in messages to webhooks.',
    otherwise: 'http://localhost:PORT',
  }),
  ALLOWED_HOSTS: hostNames.optional().meta({
    description:
      'Further host names under which the API answers, because a page of another site could otherwise let its own name lead here. That of PUBLIC_URL and loopback always work; others are answered with 421.',
    otherwise: 'none',
  }),
  TRUSTED_PROXIES: wholeNumber(0, 10)
    .default(service.trustedProxies)
    .meta({ description: 'Reverse proxies in front whose X-Forwarded-For is believed.' }),
  METRICS_PORT: port
    .optional()
    .meta({ description: 'Loopback port for /metrics of its own.', otherwise: 'no such port' }),
  METRICS_KEY: text.min(16, 'must have 16 characters at least').optional().meta({
    description: 'Key that opens /metrics on PORT.',
    secret: true,
    otherwise: '/metrics is closed on PORT',
  }),
  REQUESTS_PER_MINUTE: wholeNumber(10, 100_000).default(service.requestsPerMinute).meta({
    description:
      'Requests a minute for each session or key, and for each address while neither is found, because a console refetches in bursts.',
  }),
  SESSION_IDLE_MINUTES: wholeNumber(1, 24 * 60)
    .default(sessions.idleMinutes)
    .meta({ description: 'Minutes without use after which a session ends.' }),
  STEP_UP_MINUTES: wholeNumber(1, 24 * 60)
    .default(sessions.stepUpMinutes)
    .meta({
      description:
        'Minutes after giving the password within which credentials, write-back, settings, webhooks, keys and people may be changed, and an integration disconnected.',
    }),
  SESSION_HOURS: wholeNumber(1, 30 * 24)
    .default(sessions.hours)
    .meta({ description: 'Hours after signing in after which a session ends in any case.' }),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default(service.logLevel)
    .meta({ description: 'Least severe log line written.' }),

  SEATWISE_HOME: text
    .optional()
    .meta({ description: 'Folder of all data of npm start.', otherwise: "the user's data directory" }),
  ADMIN_EMAIL: email
    .default(firstTenant.adminEmail)
    .meta({ description: 'First sign-in, made when nobody is there yet.' }),
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
    .meta({ description: 'Role of the API, which migrations give its privileges if it is there.' }),
  DATABASE_WORKER_ROLE: databaseRole
    .default(databaseRoleNames.worker)
    .meta({ description: 'Role of the workers, likewise.' }),
  DATABASE_COMMANDS_ROLE: databaseRole
    .default(databaseRoleNames.commands)
    .meta({ description: 'Role of the commands, likewise.' }),
  ALLOW_DATABASE_OWNER: yesNo.default(false).meta({
    description:
      'yes: in production API and worker may connect as the owner of the tables or as a superuser.',
  }),
  ALLOW_PLAIN_DATABASE: yesNo.default(false).meta({
    description:
      'yes: in production DATABASE_URL may lead off this machine without TLS, as in a network of containers.',
  }),
  DB_POOL_MAX: wholeNumber(4, 200)
    .default(service.databaseConnections)
    .meta({ description: 'Database connections of one process, because worker slots stay below it.' }),
  MASTER_KEY: masterKey.optional().meta({
    description: '32 bytes in base64 under which credentials are encrypted. Losing it loses them.',
    secret: true,
    otherwise: 'npm start makes one and keeps it in SEATWISE_HOME',
  }),
  MASTER_KEY_FILE: text.optional().meta({
    description:
      'File with MASTER_KEY. Rejected when others can write it, or read it outside /run/secrets and folders of mode 0700.',
  }),
  NEW_MASTER_KEY_FILE: text.optional().meta({
    description: 'File with the key that seatwise rotate-master-key changes to, where MASTER_KEY is set.',
  }),

  AUDIT_ANCHOR_FOLDER: text.optional().meta({
    description:
      'Folder outside the database in which every sealing of the audit leaves its checkpoint, because whoever owns the database could restart the chain. The workers and `seatwise` must have the same.',
    otherwise: '`audit-anchors` in SEATWISE_HOME',
  }),
  AUDIT_SEAL_INTERVAL_MS: wholeNumber(100, hour).default(background.sealEveryMs).meta({
    description: 'How often a worker seals the audit, because what is not sealed can be changed unseen.',
  }),

  TEMPORAL_ADDRESS: text.optional().meta({
    description:
      'host:port of a Temporal server. This and every other official TEMPORAL_* name go to the SDK as they are.',
    otherwise: 'npm start brings its own',
  }),
  TEMPORAL_NAMESPACE: text.optional().meta({
    description: 'Temporal namespace; wins over that of a profile.',
    otherwise: 'that of the profile (TEMPORAL_CONFIG_FILE, TEMPORAL_PROFILE), else seatwise',
  }),
  TEMPORAL_UI_URL: address
    .optional()
    .meta({ description: 'Temporal UI, for links.', otherwise: 'that of the server npm start brings' }),
  TEMPORAL_UI: onOff.default(false).meta({
    description:
      'on: npm start brings the Temporal UI. It has no sign-in and answers under any host name, because Temporal builds it so: while it runs, a web page open on this machine could reach it (DNS rebinding) and terminate workflows.',
  }),
  TEMPORAL_CLI_PATH: text.optional().meta({
    description: 'Program of the Temporal dev server.',
    otherwise: 'looked for on the PATH, in the cache, then downloaded',
  }),
  TEMPORAL_SERVER_PORT: port.optional().meta({
    description: 'Port of the Temporal server that npm start brings; another free one where it is taken.',
    otherwise: 'that of the last start, else 7233',
  }),
  TEMPORAL_SERVER_UI_PORT: port.optional().meta({
    description: 'Port of its UI with TEMPORAL_UI=on, likewise.',
    otherwise: 'that of the last start, else 8233',
  }),
  TEMPORAL_RETENTION_DAYS: wholeNumber(1, 3_650).default(keeping.workflowDays).meta({
    description: 'Days a closed workflow is kept and can be reset; 30 where a cluster rejects more.',
  }),
  WORKER_QUEUES: commaList
    .pipe(z.array(z.enum(TaskQueue, `must be of ${queues.join(', ')}`)))
    .default(queues)
    .meta({ description: 'Task queues this worker serves.' }),
  RELAY_INTERVAL_MS: wholeNumber(50, minute).default(background.relayEveryMs).meta({
    description:
      'How often a worker looks for approvals whose workflow is to be started or woken, and for messages to webhooks.',
  }),
  REPAIR_INTERVAL_MS: wholeNumber(1_000, 24 * hour)
    .default(background.repairEveryMs)
    .meta({ description: 'How often rows are compared with Temporal and what is missing is started.' }),

  SANDBOX: onOff.optional().meta({
    description: 'on: npm start brings the simulated MSP.',
    otherwise: 'on, in production off',
  }),
  SANDBOX_SCENARIO: z
    .enum(scenarioNames)
    .optional()
    .meta({
      description: 'World of the sandbox.',
      otherwise: 'the one it was left with, first ' + firstScenario,
    }),
  OUTBOUND_RESOLVE: text.optional().meta({
    description: 'host=ip:port,… dials these hosts elsewhere; *.suffix allowed. Rejected in production.',
  }),
  OUTBOUND_CA_FILE: text
    .optional()
    .meta({ description: 'Certificates trusted besides the system’s, PEM. Rejected in production.' }),
  ALLOW_OUTBOUND_SEAMS: yesNo
    .default(false)
    .meta({ description: 'yes: OUTBOUND_RESOLVE and OUTBOUND_CA_FILE are allowed in production.' }),
  OUTBOUND_ALLOW_PRIVATE: yesNo.default(false).meta({
    description:
      'yes: a PSA or a webhook receiver may stand on a private address. Loopback and link-local never.',
  }),
  WEBHOOK_TIMEOUT_MS: wholeNumber(100, minute).default(webhookMessages.timeoutMs).meta({
    description: 'One message to a webhook, because a receiver should answer first and work afterwards.',
  }),
  WEBHOOK_FIRST_WAIT_MS: wholeNumber(10, hour)
    .default(webhookMessages.firstWaitMs)
    .meta({ description: 'Wait before a message is sent again; three times as long each time, up to 6 h.' }),
  WEBHOOK_GIVE_UP_MS: wholeNumber(1_000, 30 * 24 * hour)
    .default(webhookMessages.giveUpMs)
    .meta({
      description:
        'A message that no receiver took for so long is given up, because a weekend must not lose it.',
    }),
  EGRESS_NOTE: text.optional().meta({
    description:
      'Addresses from which this installation calls, shown where a vendor can restrict access by address. Not set: the console shows a command that prints the address.',
  }),

  VENDOR_HOST_SUFFIXES: domains.optional().meta({
    description: "Domains of vendors' API hosts; answers that name other hosts are not followed.",
    otherwise: "each vendor's own (docs/vendors/)",
  }),
  VENDOR_READ_TIMEOUT_MS: wholeNumber(100, 120_000)
    .default(vendorCalls.readTimeoutMs)
    .meta({ description: 'One read, because a page of 300 users can take several seconds.' }),
  VENDOR_MAX_ATTEMPTS: wholeNumber(1, 10)
    .default(vendorCalls.attempts)
    .meta({ description: 'Attempts of one read in a slice.' }),
  VENDOR_RETRY_BASE_MS: wholeNumber(1, minute)
    .default(vendorCalls.firstRetryMs)
    .meta({ description: 'First wait between attempts; doubles.' }),
  VENDOR_PARALLEL: wholeNumber(1, 50)
    .default(vendorCalls.accountsAtOnce)
    .meta({ description: 'Accounts of one credential read at a time.' }),
  VENDOR_BUDGET_START_PER_MINUTE: z
    .union([z.literal('unlimited'), wholeNumber(1, 10_000)], 'must be a whole number or unlimited')
    .default(vendorCalls.perMinute.start)
    .meta({ description: 'Calls a minute a credential begins with; unlimited only against the sandbox.' }),
  VENDOR_BUDGET_FLOOR: wholeNumber(1, 10_000)
    .default(vendorCalls.perMinute.floor)
    .meta({ description: 'Calls a minute after many rejections.' }),
  VENDOR_BUDGET_CEILING: wholeNumber(1, 10_000)
    .default(vendorCalls.perMinute.ceiling)
    .meta({ description: 'Calls a minute after a long quiet.' }),

  PSA_HOST_SUFFIXES: domains.optional().meta({
    description:
      'Domains of PSA hosts, and of hosts that give their tokens: list both where an MSP runs its PSA under its own domain.',
    otherwise: 'any, because on-premise PSAs have names of their own',
  }),
  CONNECTWISE_CLIENT_ID: text
    .regex(/^[\x21-\x7e]{8,64}$/u, 'must be a client ID of developer.connectwise.com, a GUID')
    .optional()
    .meta({
      description:
        'Client ID of ConnectWise that credentials without one of their own use. Not a secret; the API and the workers must have the same.',
      otherwise: 'each credential has its own',
    }),
  PSA_TIMEOUT_MS: wholeNumber(100, 120_000)
    .default(psaCalls.timeoutMs)
    .meta({ description: 'One PSA call, because answers of 20 s occur.' }),
  PSA_PARALLEL: wholeNumber(1, 12).default(psaCalls.atOnce).meta({
    description:
      'PSA calls at a time to begin with; one more after forty good answers, half as many when the PSA says that it is too much.',
  }),
  PSA_PARALLEL_CEILING: wholeNumber(1, 12).default(psaCalls.atOnceCeiling).meta({
    description:
      'PSA calls at a time at most, because 12 tripped the vendor’s limit in the field and 4 did not.',
  }),
  PSA_CALLS_PER_FIVE_MINUTES: wholeNumber(10, 100_000).default(psaCalls.perFiveMinutes).meta({
    description:
      'Calls of all workers and commands together in any five minutes to one instance of a PSA that limits them so, because the lowest limit seen is 300 and other integrations of the instance share it: half of it is left to them.',
  }),
  PSA_CALLS_KEPT_PERCENT: wholeNumber(0, 90).default(psaCalls.keptPercent).meta({
    description:
      'Of those, the share that a sync, the first loading and `seatwise reconcile` leave to writes, to credentials that are tried and to a line that is read again, because an approved change would wait until the sync is over.',
  }),
  PSA_FOLLOWS_WITHIN_MS: wholeNumber(1_000, 2 * minute)
    .default(psaCalls.followsWithinMs)
    .meta({
      description:
        'How long a line may take to bill the count that was written for it, because nobody published how soon a PSA recounts; then it is read back later, and a person looks.',
    }),
  PSA_SECOND_READ_AFTER_MS: wholeNumber(100, minute).default(psaCalls.secondReadAfterMs).meta({
    description:
      'Between the two readings that confirm a written line, where a PSA may compute lines without saying so and shows a written quantity once.',
  }),
  PSA_RETRY_BASE_MS: wholeNumber(1, minute)
    .default(psaCalls.firstRetryMs)
    .meta({ description: 'First wait after a fault of the PSA; doubles.' }),

  SYNC_SLICE_MS: wholeNumber(100, hour)
    .default(reading.batchMs)
    .meta({ description: 'A reading activity ends after this long, so that a worker can be stopped.' }),
  SYNC_SLICE_ITEMS: wholeNumber(1, 10_000)
    .default(reading.batchItems)
    .meta({ description: 'Accounts or agreements of one reading activity.' }),
  SYNC_HEARTBEAT_TIMEOUT_MS: wholeNumber(1_000, hour)
    .default(reading.heartbeatTimeoutMs)
    .meta({ description: 'Silence after which another worker takes a reading over.' }),
  WRITE_SLICE_LINES: wholeNumber(1, 500)
    .default(writing.batchLines)
    .meta({ description: 'Approved lines of one writing activity.' }),
  WRITE_LINES_AT_ONCE: wholeNumber(1, 20).default(writing.linesAtOnce).meta({
    description:
      'Approved lines of one integration that a worker reads and sends at a time; the others are read when it is their turn.',
  }),
  WRITE_SLICE_MS: wholeNumber(100, 10 * minute)
    .default(writing.batchMs)
    .meta({ description: 'A writing activity ends after this long, so that a worker can be stopped.' }),
  WRITE_UNKNOWN_WAIT_MS: wholeNumber(100, hour).default(writing.unknownWaitMs).meta({
    description:
      'Wait before a write whose outcome is not known is read back, because a slow PSA may act after its time-out.',
  }),
  WRITE_READ_BACK_GAP_MS: wholeNumber(50, minute)
    .default(writing.readBackGapMs)
    .meta({ description: 'Time between the two readings that decide an unknown outcome.' }),
  WRITE_TARGET_FRESH_MS: wholeNumber(100, minute).default(writing.targetFreshMs).meta({
    description:
      'A write leaves at most so long after its line was read, because a person may edit the line meanwhile.',
  }),
  WRITE_NEIGHBORS_FRESH_MS: wholeNumber(100, 5 * minute)
    .default(writing.neighborsFreshMs)
    .meta({
      description:
        "At most so long may a write leave after the end of reading the customer's other lines, however long that reading took.",
    }),
  WRITE_READING_TRIES: wholeNumber(1, 20).default(writing.readingTries).meta({
    description: 'So often is a line read again that came too late; then it waits in the queue.',
  }),
  WRITE_LATER_INVOICE_APART_MS: wholeNumber(100, 7 * 24 * hour)
    .default(writing.laterInvoiceApartMs)
    .meta({
      description:
        'Two readings at least so far apart must show a later invoice before a waiting change is sent.',
    }),
  WRITE_RECHECK_MS: wholeNumber(100, 24 * hour)
    .default(writing.recheckMs)
    .meta({ description: 'How often a change that waits for an invoice is looked at again.' }),
  WRITE_GIVE_UP_MS: wholeNumber(1_000, 30 * 24 * hour)
    .default(writing.giveUpMs)
    .meta({ description: 'An outcome that could not be read for so long is given to a person.' }),
  KEEP_HISTORY_MONTHS: wholeNumber(3, 1_200).default(keeping.historyMonths).meta({
    description:
      'Months that runs, readings, counts, versions of lines and closed notices are kept, because auditors ask for three years. What a closed month, an approval or a present line refers to stays.',
  }),
  KEEP_COMMANDS_DAYS: wholeNumber(7, 36_500).default(keeping.commandsDays).meta({
    description:
      'Days that answered commands and keys of requests (`Idempotency-Key`) are kept, because Temporal may show their workflows for as long.',
  }),
  KEEP_MESSAGES_DAYS: wholeNumber(1, 36_500)
    .default(keeping.messagesDays)
    .meta({ description: 'Days that ended messages to webhooks are kept and shown.' }),
  SYNC_CANCEL_POLL_MS: wholeNumber(50, minute).default(reading.cancelPollMs).meta({
    description:
      'How often a reading looks at its cancel flag, because a canceled sync must end within 10 s.',
  }),
});

export type Variables = z.infer<typeof variables>;
