import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { sampleLogo } from '../../contracts/api/settings.ts';
import { type HttpAnswer, SeatwiseClient, waitFor } from '../../embedded/tour/seatwise-client.ts';
import {
  body,
  type Connected,
  connected,
  type Driven,
  mapProducts,
  phaseIs,
  runEnds,
  startSync,
} from '../product/lifecycle.ts';
import { adminEmail, type Processes, startProcesses } from '../product/processes.ts';
import { changeable, end, raiseByOne, readyToWrite } from '../product/write-back-steps.ts';
import { readingBegins } from './readings.ts';
import { Worker } from '@temporalio/worker';
import { currentBundle } from '../replay/replaying.ts';
import { quietRuntime } from '../environment/temporal-runtime.ts';
import { chainOf, type Collector, startCollector } from '../environment/collector.ts';
import { findSecrets, type Planted } from './planted-secrets.ts';

/** Keeps every answer, head and body, as a client would see it. */
class RecordingClient extends SeatwiseClient {
  readonly answers = new Map<string, string>();

  override async request(
    method: string,
    path: string,
    sent?: unknown,
    key: string | null = null,
  ): Promise<HttpAnswer> {
    const answer = await super.request(method, path, sent, key);
    const head = JSON.stringify([...answer.headers]);
    this.answers.set(
      `answer ${this.answers.size + 1} to ${method} ${path} (${answer.status})`,
      `${head}\n${typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)}`,
    );
    return answer;
  }
}

let collector: Collector;
let product: Processes;
let client: RecordingClient;
let vendorSecrets: readonly Planted[];
let ownSecrets: readonly Planted[];
let webhookSecrets: readonly Planted[];
/** Rows before the disconnect erases credentials, and after it. */
let database: ReadonlyMap<string, string>;
let histories: ReadonlyMap<string, string>;
/** What everybody with access to Temporal sees beside histories: schedules, memos, search attributes, current details. */
let visible: ReadonlyMap<string, string>;
let metrics: ReadonlyMap<string, string>;

const wrongSecret = `Mistaken/+${randomUUID()}==`;

beforeAll(async () => {
  collector = await startCollector();
  product = await startProcesses({
    env: {
      VENDOR_MAX_ATTEMPTS: '2',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_BSP_SCHEDULE_DELAY: '500',
    },
  });
  const { credentials, control } = product;
  const planted = {
    accountsApi: `PlantedAccounts/+"${randomUUID()}==`,
    adminApi: `PlantedAdmin/+%${randomUUID()}==`,
  };
  await control.changeDuoKey(credentials.accountsApi.integrationKey, { secretKey: planted.accountsApi });
  await control.changeDuoKey(credentials.adminApi.integrationKey, { secretKey: planted.adminApi });
  const sets = (await control.state()).credentials;
  vendorSecrets = [
    { name: 'the Accounts API secret', secret: sets.accountsApi.secretKey },
    { name: 'the Admin API secret', secret: sets.adminApi.secretKey },
    { name: 'the PSA private key', secret: sets.psa.privateKey },
    { name: 'a mistaken secret', secret: wrongSecret },
  ];
  expect(vendorSecrets.map(({ secret }) => secret)).toEqual(expect.arrayContaining(Object.values(planted)));
  client = new RecordingClient(product.origin);
  await client.signIn(adminEmail, product.password);
  const driven = { client, credentials: sets };
  webhookSecrets = await secretsOfWebhook();
  await lifeWithFailures(driven);
  ownSecrets = [...(await peoplesSecrets()), ...webhookSecrets];
  const integration = await theIntegration();
  await everyRead(integration);
  metrics = await product.metrics();
  const before = await dump('before disconnecting');
  const schedules = await everySchedule();
  await client.command('POST', `${integration.path}/disconnect`, {}, integration.path);
  await phaseIs(driven, integration, 'disconnected');
  database = new Map([...before, ...(await dump('after disconnecting'))]);
  histories = await everyHistory();
  visible = new Map([...schedules, ...(await everyDescription())]);
});
afterAll(async () => {
  await product.close();
  collector.close();
});

/** A whole life in which most things go wrong once: what is told about a failure is where secrets leak. */
async function lifeWithFailures(driven: Driven): Promise<void> {
  const { control, worker } = product;
  const integration = await connected(driven);
  const put = (set: string, sent: unknown) =>
    client.request('PUT', `${integration.path}/credentials/${set}`, sent);
  // Rejected bodies: unknown field, wrong type, not even JSON.
  await put('accounts-api', { ...driven.credentials.accountsApi, note: wrongSecret });
  await put('psa', { ...driven.credentials.psa, site: `user:${wrongSecret}@host` });
  await put('admin-api', wrongSecret);
  // A mistaken secret for each vendor, then vendors that fail while they are asked.
  await put('accounts-api', { ...driven.credentials.accountsApi, secretKey: wrongSecret });
  await put('psa', { ...driven.credentials.psa, privateKey: wrongSecret });
  await expect(
    client.command('POST', `${integration.path}/authenticate`, {}, integration.path),
  ).rejects.toThrow(/\/authenticate: (422 )?\{/u);
  await put('accounts-api', driven.credentials.accountsApi);
  await put('psa', driven.credentials.psa);
  await control.inject({ vendor: 'duo', times: 2, fault: { kind: 'status', status: 500, body: 'html' } });
  await control.inject({ vendor: 'connectwise', times: 2, fault: { kind: 'reset' } });
  await client.request('POST', `${integration.path}/authenticate`, {}, randomUUID());
  await control.clear();
  await client.command('POST', `${integration.path}/authenticate`, {}, integration.path);
  await phaseIs(driven, integration, 'mapping');
  await mapProducts(driven, integration);
  await client.command('POST', `${integration.path}/finish`, {}, integration.path);
  await phaseIs(driven, integration, 'active');

  for (const fault of [
    { kind: 'odd-json', shape: 'wrong-types' },
    { kind: 'stat-fail' },
    { kind: 'hang' },
  ] as const)
    await control.inject({ vendor: 'duo', path: '/admin/v1/users', times: 2, fault });
  await control.inject({
    vendor: 'connectwise',
    times: 2,
    fault: { kind: 'status', status: 502, body: 'text' },
  });
  await runEnds(driven, await startSync(driven, integration));
  await control.clear();
  // The secret is taken away at Duo: the run fails with it, and the integration needs attention.
  const { integrationKey, secretKey } = driven.credentials.accountsApi;
  await control.changeDuoKey(integrationKey, { secretKey: `Other${randomUUID()}` });
  expect(await runEnds(driven, await startSync(driven, integration))).toMatchObject({ state: 'failed' });
  await phaseIs(driven, integration, 'needs-attention');
  await control.changeDuoKey(integrationKey, { secretKey });
  await client.command('POST', `${integration.path}/authenticate`, {}, integration.path);
  await phaseIs(driven, integration, 'active');
  // Killed in the middle of a run: whatever was open dies unwritten.
  await control.latency(100);
  const runId = await startSync(driven, integration);
  await readingBegins(product, runId);
  await worker.end('SIGKILL');
  await control.latency(0);
  await product.startWorker();
  await runEnds(driven, runId);
  await changesWithFailures(driven, integration);
}

/** A change the PSA rejects in its own words, one whose answer is lost, and a closed month. */
async function changesWithFailures(driven: Driven, integration: Connected): Promise<void> {
  const { control } = product;
  await readyToWrite(driven, integration);
  const [rejected, unanswered] = await changeable(driven, integration);
  const patch = { vendor: 'connectwise', method: 'PATCH', times: 1 } as const;
  await control.inject({
    ...patch,
    fault: { kind: 'status', status: 400, body: 'text', text: 'not this line' },
  });
  expect(await end(driven, await raiseByOne(driven, integration, rejected!))).toMatchObject({
    state: 'rejected',
  });
  await control.inject({ ...patch, fault: { kind: 'done-answer-lost' } });
  expect(await end(driven, await raiseByOne(driven, integration, unanswered!))).toMatchObject({
    state: 'confirmed',
  });
  const { month } = body(await client.request('GET', '/month'));
  const closed = await client.request(
    'POST',
    '/review-months',
    { integrationId: integration.id, month, whileRunning: true },
    randomUUID(),
  );
  expect(closed.status).toBe(201);
}

/** Both secrets of a webhook and of an audit stream, whose messages are signed with them and never include them. */
async function secretsOfWebhook(): Promise<readonly Planted[]> {
  const shown = async (
    path: string,
    sent: unknown,
  ): Promise<{ readonly id: string; readonly secret: string }> => {
    const answer = body(await client.request('POST', path, sent, randomUUID())) as {
      readonly webhook?: { readonly id: string };
      readonly stream?: { readonly id: string };
      readonly secret: string;
    };
    expect(answer.secret).toMatch(/^whsec_/u);
    // The key itself would leak without its prefix as well.
    return { id: (answer.webhook ?? answer.stream)!.id, secret: answer.secret.slice('whsec_'.length) };
  };
  const made = await shown('/webhooks', { url: 'https://receiver.invalid/seatwise', minimum: 'warning' });
  const rotated = await shown(`/webhooks/${made.id}/rotate-secret`, {});
  const streams = { url: 'https://receiver.invalid/audit', from: 1 };
  const stream = await shown('/audit-streams', streams);
  const renewed = await shown(`/audit-streams/${stream.id}/rotate-secret`, {});
  return [
    { name: 'a stream’s first secret', secret: stream.secret },
    { name: 'a stream’s second secret', secret: renewed.secret },
    { name: 'a webhook’s first secret', secret: made.secret },
    { name: 'a webhook’s second secret', secret: rotated.secret },
  ];
}

async function theIntegration(): Promise<Connected> {
  const { items } = body(await client.request('GET', '/integrations'));
  const id = (items as { id: string }[])[0]!.id;
  return { id, path: `/integrations/${id}` };
}

/** Session tokens, API keys and passwords of people, each used once after it was made. */
async function peoplesSecrets(): Promise<readonly Planted[]> {
  const post = (path: string, sent: unknown) =>
    fetch(`${product.origin}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(sent),
    });
  const session = await post('/session', { email: adminEmail, password: product.password });
  const token = /=([^;]+);/.exec(session.headers.get('set-cookie') ?? '')?.[1];
  await post('/session', { email: adminEmail, password: wrongSecret });
  const app = body(await client.request('POST', '/me/totp', {}, randomUUID()));
  const clientSecret = randomUUID();
  const provider = {
    kind: 'generic', name: 'Sign-on', issuer: 'https://sign-on.invalid', clientId: 'seatwise', clientSecret, domains: [], roleClaim: null, roles: [], defaultRole: null, enabled: false,
  }; // prettier-ignore
  await client.request('POST', '/identity-providers', provider, randomUUID());
  const key = body(
    await client.request('POST', '/api-keys', { name: 'script', role: 'viewer' }, randomUUID()),
  );
  const member = body(
    await client.request(
      'POST',
      '/members',
      { email: 'new@harbor-lane.test', name: 'New', role: 'viewer' },
      randomUUID(),
    ),
  );
  const used = await fetch(`${product.origin}/api/v1/usage-lines`, {
    headers: { authorization: `Bearer ${key['key'] as string}` },
  });
  expect(used.status).toBe(200);
  return [
    { name: 'a session token', secret: token! },
    { name: 'an API key', secret: key['key'] as string },
    { name: 'the client secret of an identity provider', secret: clientSecret },
    { name: 'the secret of an authenticator app', secret: app['secret'] as string },
    { name: 'a temporary password', secret: member['temporaryPassword'] as string },
    { name: 'the administrator’s password', secret: product.password },
    { name: 'the master key', secret: product.masterKey },
  ];
}

/** Every GET of the API's own description, with the ids of this life. */
async function everyRead(integration: Connected): Promise<void> {
  const { paths } = body(await client.request('GET', '/openapi.json')) as {
    paths: Record<
      string,
      { get?: { parameters: readonly { in: string; name: string; required: boolean }[] } }
    >;
  };
  const first = async (path: string): Promise<string> =>
    (body(await client.request('GET', path))['items'] as { id: string }[])[0]!.id;
  const months = body(await client.request('GET', '/review-months'))['items'] as {
    id: string;
    month: string;
  }[];
  await client.request('PUT', '/settings/logo', { content: sampleLogo });
  const lines = await first('/usage-lines');
  const required: Record<string, string> = { month: months[0]!.month, lines, integration: integration.id };
  const rules = `${integration.path}/billing-rules`;
  const change = {
    change: 'add',
    rule: {
      scope: { kind: 'everything' },
      terms: { maximum: 1_000 },
      source: 'MSA',
      from: '2030-01-01',
      to: null,
    },
  };
  const { effect } = body(await client.request('POST', `${rules}/preview`, change));
  const added = await client.request(
    'POST',
    `${rules}/changes`,
    { change, effect, reason: 'as agreed' },
    randomUUID(),
  );
  const ids: Record<string, string> = {
    runId: await first(`${integration.path}/syncs`),
    accountId: await first(`${integration.path}/vendor-accounts`),
    companyId: (
      body(await client.request('GET', '/usage-lines'))['items'] as { company: { id: string } | null }[]
    ).find(({ company }) => company !== null)!.company!.id,
    monthId: months[0]!.id,
    // A worker stores them a moment after the closing.
    name: await waitFor('the files of the closed month', 60_000, async () => {
      const { items } = body(await client.request('GET', `/review-months/${months[0]!.id}/files`));
      return (items as { name: string }[])[0]?.name ?? null;
    }),
    approvalId: (body(await client.request('GET', '/write-backs'))['items'] as { approvalId: string }[])[0]!
      .approvalId,
    usageLineId: lines,
    ruleId: body(added)['id'] as string,
    webhookId: await first('/webhooks'),
    streamId: await first('/audit-streams'),
    keyId: await first('/api-keys'),
    providerId: await first('/identity-providers'),
    memberId: await first('/members'),
    commandId: (await product.db.selectFrom('mappingCommand').select('commandId').executeTakeFirstOrThrow())
      .commandId,
  };
  for (const [path, { get }] of Object.entries(paths)) {
    if (get === undefined || path.endsWith('/events')) continue;
    const own = path.replace(/^\/api\/v1/u, '');
    const asked = get.parameters.filter((one) => one.in === 'query' && one.required);
    const query = asked.map(({ name }) => `${name}=${required[name] ?? 'secret'}`).join('&');
    const filled = own
      .replace(/^\/usage-lines\/\{\w+\}/u, `/usage-lines/${ids['usageLineId']!}`)
      .replace(/\{id\}/gu, integration.id)
      .replace(/\{(\w+)\}/gu, (_, name: string) => ids[name] ?? integration.id);
    const address = query === '' ? filled : `${filled}?${query}`;
    expect([address, (await client.request('GET', address)).status]).toEqual([address, 200]);
  }
}

async function dump(when: string): Promise<ReadonlyMap<string, string>> {
  const tables = await sql<{ name: string }>`
    select quote_ident(table_name) as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(product.db);
  const dumped = new Map<string, string>();
  for (const { name } of tables.rows) {
    const rows = await sql<{ row: string }>`
      select row_to_json(t)::text as row from ${sql.raw(name)} t`.execute(product.db);
    dumped.set(`table ${name} ${when}`, rows.rows.map(({ row }) => row).join('\n'));
  }
  return dumped;
}

/** Of customers, their companies, people, and the MSP; without those that any text may contain. */
async function everyName(): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from vendor_account union select name from psa_company union select name from tenant
    union select email from member union select label from usage_line`.execute(product.db);
  return rows.map(({ name }) => name).filter((name) => name.length > 5);
}

/** Strings as they are, and every payload decoded. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${textOf(inner)}`)
    .join('\n');
}

async function everyHistory(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const { workflowId, runId, type } of product.temporal.workflow.list()) {
    const history: unknown = await product.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    found.set(`history of ${type} ${workflowId} ${runId}`, textOf(history));
  }
  return found;
}

async function everySchedule(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const { scheduleId } of product.temporal.schedule.list()) {
    const { raw } = await product.temporal.schedule.getHandle(scheduleId).describe();
    found.set(`schedule ${scheduleId}`, textOf(raw));
  }
  return found;
}

/** With memo and search attributes decoded; the pending activities tell their last failures. */
async function everyDescription(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const { workflowId, runId } of product.temporal.workflow.list()) {
    const { raw } = await product.temporal.workflow.getHandle(workflowId, runId).describe();
    found.set(`description of ${workflowId} ${runId}`, textOf(raw));
  }
  return found;
}

describe('secrets, after a whole life with its failures', () => {
  it('stand in no metric of API and workers', () => {
    expect(metrics.size).toBeGreaterThan(1);
    expect(findSecrets([...vendorSecrets, ...ownSecrets], metrics)).toEqual([]);
  });

  it('stand in nothing that Temporal shows: schedules, memos, search attributes, details', () => {
    expect([...visible.keys()].join()).toMatch(/schedule sync\/.*description of integration\//u);
    expect(findSecrets([...vendorSecrets, ...ownSecrets], visible)).toEqual([]);
  });

  it('stand in no log line of API and workers', () => {
    const logged = product.logged();
    expect(logged.split('\n').length).toBeGreaterThan(50);
    expect(findSecrets([...vendorSecrets, ...ownSecrets], new Map([['the log', logged]]))).toEqual([]);
  });

  it('stand in no span, and no name does', async () => {
    const names = await everyName();
    expect(names.length).toBeGreaterThan(20);
    const spans = new Map(
      collector.spans().map(({ text, spanId, name }) => [`span ${name} ${spanId}`, text]),
    );
    expect(spans.size).toBeGreaterThan(500);
    expect(findSecrets([...vendorSecrets, ...ownSecrets], spans)).toEqual([]);
    const everything = [...spans.values()].join('\n');
    expect(names.filter((name) => everything.includes(name))).toEqual([]);
  });

  it('stand in no row of any table, sessions and API keys neither', () => {
    const rows = [...database].filter(([, text]) => text !== '').map(([place]) => place);
    for (const table of [
      'credential',
      'session',
      'api_key',
      'member',
      'mapping_command',
      'audit_event',
      'notice',
      'webhook',
      'webhook_delivery',
      'audit_stream',
    ])
      expect(rows).toContain(`table ${table} before disconnecting`);
    expect(database.get('table credential before disconnecting')).toMatch(/"ciphertext":"/u);
    expect(database.get('table credential after disconnecting')).not.toMatch(/"ciphertext":"/u);
    expect(findSecrets([...vendorSecrets, ...ownSecrets], database)).toEqual([]);
  });

  it('stand in no Temporal history', () => {
    const places = [...histories.keys()].join('\n');
    expect(places).toContain('history of integrationWorkflow');
    expect(places).toContain('history of syncWorkflow');
    expect([...histories.values()].join('')).toContain('commandId');
    expect(findSecrets([...vendorSecrets, ...ownSecrets], histories)).toEqual([]);
  });

  it('of vendors stand in no answer of the API', () => {
    expect(client.answers.size).toBeGreaterThan(60);
    expect([...client.answers.keys()].filter((place) => place.includes('(422)')).length).toBeGreaterThan(3);
    expect(findSecrets(vendorSecrets, client.answers)).toEqual([]);
  });

  it('of webhooks and audit streams are shown once each, in the response that created them', () => {
    const found = findSecrets(webhookSecrets, client.answers);
    const places = found.map((where) => where.replace(/answer \d+ to (\S+ \/[\w-]+)\S*/u, '$1'));
    expect(places.sort()).toEqual([
      'a stream’s first secret in plain: POST /audit-streams (201)',
      'a stream’s second secret in plain: POST /audit-streams (200)',
      'a webhook’s first secret in plain: POST /webhooks (201)',
      'a webhook’s second secret in plain: POST /webhooks (200)',
    ]);
  });
});

describe('the log and the traces of that life', () => {
  /** What a process says of itself, and what no request or workflow is behind. */
  const ofProcess: readonly string[] = [
    'listening',
    'polling',
    'signed audit checkpoint',
    'the schedule of housekeeping was made',
    'webhook message',
    'audit batch',
    'No workflows registered, not polling for workflow tasks',
  ];

  it('say in each line for which request or workflow it was written', () => {
    const lines = product.logged().split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>); // prettier-ignore
    const without = lines.filter(
      (line) => line['requestId'] === undefined && line['workflowId'] === undefined,
    );
    expect(without.map(({ msg }) => String(msg)).filter((said) => !ofProcess.includes(said))).toEqual([]);
    expect(lines.length - without.length).toBeGreaterThan(100);
  });

  it('lead from an approval over the outbox to the request that the PSA got', async () => {
    const { requestId } = await product.db
      .selectFrom('approval')
      .innerJoin('approvalLine', (join) =>
        join.onRef('approvalLine.tenantId', '=', 'approval.tenantId').onRef('approvalId', '=', 'approval.id'),
      )
      .select('requestId')
      .where('state', '=', 'confirmed')
      .executeTakeFirstOrThrow();
    const chains = await waitFor('the whole trace', 20_000, () => {
      const whole = chainsOf(requestId!.replaceAll('-', ''), 'PATCH ');
      return Promise.resolve(whole.some((chain) => chain.at(-1) !== '…') ? whole : null);
    });
    expect(chains).toContainEqual([
      'PATCH /v4_6_release/apis/3.0/finance/agreements/{id}/additions/{id}',
      'RunActivity:applyWrites',
      'StartActivity:applyWrites',
      'HandleSignal:writeBackChanged',
      'SignalWithStartWorkflow:writeBackWorkflow',
      'relay approval',
      'POST /usage-lines/decisions',
    ]);
  });

  it('lead from the start of a sync to the answers of Duo', () => {
    const started = collector.spans().filter(({ name }) => name === 'POST /integrations/{id}/syncs');
    const chains = started.flatMap(({ traceId }) => chainsOf(traceId, 'GET /admin/v1/users'));
    expect(chains).toContainEqual([
      'GET /admin/v1/users',
      'RunActivity:readAccountBatch',
      'StartActivity:readAccountBatch',
      'RunWorkflow:syncWorkflow',
      'StartWorkflow:syncWorkflow',
      'POST /integrations/{id}/syncs',
    ]);
  });

  it('lead from a click to what the loop of an integration then does', () => {
    const clicks = collector.spans().filter(({ name }) => name === 'POST /integrations/{id}/authenticate');
    const chains = clicks.flatMap(({ traceId }) => chainsOf(traceId, 'RunActivity:loadPsaCatalog'));
    expect(chains.map((chain) => chain.at(-1))).toContain('POST /integrations/{id}/authenticate');
  });

  it('are no part of what a worker without traces needs to go on', async () => {
    quietRuntime();
    const begun: { workflowId: string; history: unknown }[] = [];
    for await (const { workflowId, runId } of product.temporal.workflow.list())
      begun.push({
        workflowId,
        history: await product.temporal.workflow.getHandle(workflowId, runId).fetchHistory(),
      });
    expect(JSON.stringify(begun)).toContain('_tracer-data');
    const errors: unknown[] = [];
    for await (const { error } of Worker.runReplayHistories({ workflowBundle: await currentBundle() }, begun))
      if (error !== undefined) errors.push(error);
    expect([begun.length > 5, errors]).toEqual([true, []]);
  });

  const chainsOf = (trace: string, name: string) => {
    const spans = collector.spans().filter(({ traceId }) => traceId === trace);
    return spans.filter((span) => span.name.startsWith(name)).map((span) => chainOf(spans, span));
  };
});
