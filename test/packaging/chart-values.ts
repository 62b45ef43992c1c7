import type { Values } from './chart.ts';

/** The least that installs. */
export const leastValues = {
  image: { repository: 'registry.example/seatwise' },
  publicUrl: 'https://seatwise.example.com',
  masterKey: { existingSecret: 'keys' },
  database: {
    owner: { existingSecret: 'db-owner' },
    api: { existingSecret: 'db-api' },
    worker: { existingSecret: 'db-worker' },
    commands: { existingSecret: 'db-commands' },
  },
  temporal: { address: 'temporal-frontend.temporal:7233' },
  auditAnchors: { create: true },
  backups: { elsewhere: true },
};

const prometheus = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }];

/** Everything that can be on at the same time. */
const mostValues = {
  ...leastValues,
  image: {
    repository: 'registry.example/seatwise',
    digest: `sha256:${'0'.repeat(64)}`,
    pullSecrets: ['registry'],
  },
  settings: { LOG_LEVEL: 'warn', SYNC_SLICE_MS: '120000', EGRESS_NOTE: 'Ask for 192.0.2.7.' },
  database: { ...leastValues.database, ca: { existingSecret: 'db-ca' } },
  temporal: {
    address: 'seatwise.a1b2c.tmprl.cloud:7233',
    namespace: 'seatwise.a1b2c',
    uiUrl: 'https://cloud.temporal.io',
    apiKey: { existingSecret: 'temporal-token' },
    tls: {
      enabled: true,
      serverName: 'temporal.example.com',
      ca: { existingSecret: 'temporal-ca' },
      client: { existingSecret: 'temporal-client' },
    },
  },
  metricsKey: { existingSecret: 'metrics' },
  worker: { deployment: 'seatwise' },
  tracing: { endpoint: 'http://collector.monitoring:4318', headers: { existingSecret: 'collector' } },
  auditAnchors: { existingClaim: 'anchors' },
  backups: { schedule: '15 2 * * *', existingClaim: 'backups', keep: 30 },
  extraEnvFrom: [{ secretRef: { name: 'seatwise-extra' } }],
  extraVolumes: [{ name: 'proxy-ca', configMap: { name: 'proxy-ca' } }],
  extraVolumeMounts: [{ name: 'proxy-ca', mountPath: '/etc/proxy-ca', readOnly: true }],
  ingress: {
    enabled: true,
    className: 'public',
    tlsSecret: 'seatwise-tls',
    annotations: { 'example.com/proxy-buffering': 'off' },
  },
  networkPolicy: {
    apiFrom: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } } }],
    metricsFrom: prometheus,
    identityProviders: ['203.0.113.7', '2001:db8::/32'],
    databaseTo: [{ ipBlock: { cidr: '192.0.2.8/32' } }],
    temporalTo: [{ ipBlock: { cidr: '192.0.2.9/32' } }],
    httpsPorts: [443, 8443],
    extraEgress: [{ ports: [{ protocol: 'TCP', port: 4318 }], to: prometheus }],
  },
  monitoring: {
    serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
    prometheusRule: { enabled: true, labels: { release: 'prometheus' } },
    dashboards: { enabled: true },
  },
  serviceAccountName: 'seatwise',
  podAnnotations: { 'example.com/team': 'billing' },
  podLabels: { 'example.com/team': 'billing' },
  nodeSelector: { 'kubernetes.io/arch': 'arm64' },
  tolerations: [{ key: 'dedicated', operator: 'Exists' }],
  affinity: { nodeAffinity: {} },
  priorityClassName: 'billing',
};

/** Installations that differ in what is rendered. */
export const installations: Readonly<Record<string, Values>> = {
  'the least': leastValues,
  'the most': mostValues,
  'one worker, with a claim on one node': {
    ...leastValues,
    auditAnchors: { create: true, accessMode: 'ReadWriteOnce', storageClassName: 'local' },
    worker: { replicas: 1 },
  },
  'a profile of Temporal, and a PSA at a private address': {
    ...leastValues,
    temporal: { profile: { existingSecret: 'temporal-profile', name: 'cloud' } },
    settings: { OUTBOUND_ALLOW_PRIVATE: 'yes' },
    networkPolicy: { databasePort: 6432 },
  },
  'as few resources as possible': {
    ...leastValues,
    commands: { auditVerify: { schedule: '' }, doctor: { schedule: '' } },
    networkPolicy: { enabled: false },
    podDisruptionBudget: { enabled: false },
    runAsUser: null,
    runAsGroup: null,
    fsGroup: null,
    database: { ...leastValues.database, allowPlain: true },
  },
};

/** Values that must be rejected, each with a change to the least, and what is said. */
export const rejected: readonly (readonly [Values, RegExp])[] = [
  [{ auditAnchors: { create: false } }, /auditAnchors: .*the proof of the audit is lost/u],
  [{ auditAnchors: { create: true, existingClaim: 'anchors' } }, /auditAnchors: .*not both/u],
  [{ auditAnchors: { create: true, accessMode: 'ReadWriteOnce' } }, /worker\.replicas: .*ReadWriteOnce/u],
  [
    {
      worker: { replicas: 1, deployment: 'seatwise' },
      auditAnchors: { create: true, accessMode: 'ReadWriteOnce' },
    },
    /worker\.deployment: versions run side by side/u,
  ],
  [
    { settings: { AUDIT_ANCHOR_FOLDER: '/tmp/anchors' } },
    /settings\.AUDIT_ANCHOR_FOLDER: the chart sets it/u,
  ],
  [{ backups: {} }, /backups: .*the way back is a restore/u],
  [{ backups: { existingClaim: 'backups', elsewhere: true } }, /backups: .*not both/u],
  [{ backups: { elsewhere: true, schedule: '15 2 * * *' } }, /backups\.existingClaim/u],
  [{ masterKey: { existingSecret: '' } }, /masterKey\.existingSecret: .*keep a copy elsewhere/u],
  [{ settings: { MASTER_KEY: 'secret' } }, /settings\.MASTER_KEY: is a secret/u],
  [{ settings: { TEMPORAL_ADDRESS: 'temporal:7233' } }, /settings\.TEMPORAL_ADDRESS: .*below temporal/u],
  [{ settings: { SYNC_SLICE_MS: 86_400_000 } }, /SYNC_SLICE_MS.*want string/u],
  [{ publicUrl: 'http://seatwise.example.com' }, /publicUrl: set the https address/u],
  [{ image: { repository: '' } }, /image\.repository/u],
  [
    { image: { repository: 'own.example/seatwise', tag: '1', digest: `sha256:${'0'.repeat(64)}` } },
    /image: set either tag or digest/u,
  ],
  [{ database: { api: { existingSecret: '' } } }, /database\.api\.existingSecret/u],
  [{ temporal: { address: '' } }, /temporal\.address/u],
  [{ temporal: { profile: { existingSecret: 'profile' }, address: 'temporal:7233' } }, /temporal\.profile/u],
  [{ tracing: { endpoint: 'http://collector:4318' } }, /networkPolicy\.extraEgress: .*no trace arrives/u],
  [{ networkPolicy: { identityProviders: ['login.example.com'] } }, /identityProviders/u],
  [{ ingress: { enabled: true } }, /ingress\.tlsSecret/u],
  [{ monitoring: { serviceMonitor: { enabled: true } } }, /metricsKey\.existingSecret.*\s.*metricsFrom/u],
  [{ worker: { replica: 3 } }, /'replica' not allowed/u],
];
