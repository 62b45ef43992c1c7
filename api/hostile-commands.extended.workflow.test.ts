import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { waitFor } from '../embedded/tour/seatwise-client.ts';
import { describedAt, type DescribedApi } from '../test/described-api/described-api.ts';
import { needsTemporal, type Operation, parametersIn } from '../test/described-api/document.ts';
import { type KnownIds, requestsOf } from '../test/described-api/generating.ts';
import type { SentRequest } from '../test/described-api/sending.ts';
import {
  oddIdempotencyKeys,
  withFalseHeads,
  withHostileNumber,
  withHostileText,
  withOtherType,
  withRecodedBody,
} from '../test/described-api/request-mutations.ts';
import { everyId } from '../test/described-api/two-tenants.ts';
import { evaluateEngine } from '../tools/oracle/engine.ts';
import { readEngineFacts } from '../tools/oracle/engine-facts.ts';
import type { SystemViolationKind } from '../tools/oracle/system-violation.ts';
import {
  active,
  type Connected,
  connected,
  everyLine,
  phaseIs,
  runEnds,
  startSync,
} from '../test/product/lifecycle.ts';
import { adminEmail, type Product, startProduct } from '../test/product/product.ts';

/**
 * Requests that give work to Temporal, as the document allows them and as hostile as it lets them be, while workers do
 * that work: no error of ours, every answer as declared, and afterwards everything goes on as if nothing had been.
 */

const seed = Number(process.env['PROPERTY_SEED'] ?? 20_261_125);

/** What ends an integration; it comes last. */
const ending = 'post /integrations/{id}/disconnect';
/** WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND and _UNHANDLED_UPDATE of temporal.api.enums.v1 */
const cameMeanwhile: readonly number[] = [1, 31];
const leftOver: readonly SystemViolationKind[] = [
  'run-open', 'workflow-left', 'workflow-missing', 'workflow-stuck', 'schedule-left', 'schedule-missing',
]; // prettier-ignore
/** What no generator reaches by chance. */
const guessless: readonly string[] = [
  // Three words that fit together; `connected` sends them.
  'post /integrations',
  // Only while credentials of another instance or address wait for an answer; lifecycle.workflow.test.ts gives one.
  'post /integrations/{id}/instance',
];

let product: Product;
let described: DescribedApi;
let cookie: string;
beforeAll(async () => {
  process.stderr.write(`    hostile requests with workers: PROPERTY_SEED=${seed}\n`);
  product = await startProduct();
  cookie = await signIn();
  described = await describedAt(Number(new URL(product.origin).port), cookie);
});
afterAll(async () => {
  process.stderr.write(
    `    hostile requests with workers: ${workOperations().length} routes, ${described.sent()} requests\n`,
  );
  await described.close();
  await product.close();
});

async function signIn(): Promise<string> {
  const answer = await fetch(`${product.origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: adminEmail, password: product.password }),
  });
  expect(answer.status).toBe(201);
  return answer.headers.get('set-cookie')!.split(';')[0]!;
}

const workOperations = (): readonly Operation[] => described.operations.filter(needsTemporal);

/** As they are at this moment: the newest run, and a line to be read again. */
async function knownIds(integration: Connected): Promise<KnownIds> {
  const { db, tenantId } = product;
  const newest = await db
    .selectFrom('syncRun')
    .select('id')
    .where('tenantId', '=', tenantId)
    .orderBy('queuedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  const [line] = await everyLine(product, integration);
  const [accounts, services, products] = await Promise.all([
    db.selectFrom('vendorAccount').select('id').execute(),
    db.selectFrom('vendorService').select('id').execute(),
    db.selectFrom('psaProduct').select('foreignId').execute(),
  ]);
  const companies = await db.selectFrom('psaCompany').select('foreignId').execute();
  return {
    params: {
      id: integration.id,
      runId: newest?.id ?? randomUUID(),
      lineId: (line?.['id'] as string | undefined) ?? randomUUID(),
    },
    // Most of them name something that can be mapped.
    uuids: [
      ...(await everyId(db, tenantId)).slice(0, 20),
      ...[...accounts, ...services, ...accounts, ...services].map(({ id }) => id),
    ],
    texts: [
      ...[...products, ...companies].map(({ foreignId }) => foreignId),
      'duo', 'billing', 'connectwise',
    ],
  }; // prettier-ignore
}

/** Only what the document allows comes as far as Temporal. */
const comesThrough = (operation: Operation, { body }: SentRequest): boolean =>
  operation.body === null || described.evaluate.allows(operation.body, body);

function spoiled(operation: Operation, request: SentRequest): readonly SentRequest[] {
  const keyed = parametersIn(operation, 'header').length === 0 ? [] : oddIdempotencyKeys.slice(0, 3);
  return [
    ...withHostileText(operation, request),
    ...withHostileNumber(operation, request),
    ...withOtherType(operation, request),
    ...withFalseHeads(request),
    ...(operation.body === null ? [] : withRecodedBody(request)),
    ...keyed.map((key) => ({ ...request, headers: { ...request.headers, 'idempotency-key': key } })),
  ].filter((sent) => comesThrough(operation, sent));
}

const succeeded = new Set<string>();

/** Sends to each route what it allows, in odd rounds also spoiled, and returns what is wrong with the answers. */
async function faultsIn(
  integration: Connected,
  operations: readonly Operation[],
  round: number,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [index, operation] of operations.entries()) {
    const requests = fc.sample(requestsOf(operation, await knownIds(integration), { cookie }), {
      numRuns: 4,
      // A key belongs to one request: others for each route and round.
      seed: seed + 100 * round + index,
    });
    const twice = requests.filter(({ headers }) => headers['idempotency-key'] !== undefined);
    for (const sent of [
      ...requests,
      ...twice,
      ...(round % 2 === 1 ? spoiled(operation, requests[0]!) : []),
    ]) {
      const received = await described.send(sent);
      if (received.status < 300) succeeded.add(operation.name);
      const fault = described.evaluate.fault(operation, sent, received);
      if (fault !== null) faults.push(fault);
      else if (received.status >= 500)
        faults.push(`${operation.name}: ${received.status} ${received.text.slice(0, 300)}`);
    }
  }
  return faults;
}

const others = (): readonly Operation[] => workOperations().filter(({ name }) => name !== ending);
const last = (): readonly Operation[] => workOperations().filter(({ name }) => name === ending);

let integration: Connected;

it('while an integration is set up', async () => {
  integration = await connected(product);
  for (const round of [1, 2]) expect(await faultsIn(integration, others(), round)).toEqual([]);
  expect(await faultsIn(integration, last(), 1)).toEqual([]);
  await phaseIs(product, integration, 'disconnected', 60_000);
});

it('while it is in use, paused and resumed, and counted beside it', async () => {
  integration = await active(product);
  // Runs last long enough to be met by those who cancel them.
  await product.control.latency(30);
  for (const round of [3, 4]) expect(await faultsIn(integration, others(), round)).toEqual([]);
  expect(await faultsIn(integration, last(), 3)).toEqual([]);
  await product.control.latency(0);
  await phaseIs(product, integration, 'disconnected', 60_000);
});

it('each route did something at least once', () => {
  expect(
    workOperations()
      .map(({ name }) => name)
      .filter((name) => !guessless.includes(name) && !succeeded.has(name)),
  ).toEqual([]);
});

it('connected once more it reads everything, and nothing is left over', async () => {
  integration = await active(product);
  const run = await runEnds(product, await startSync(product, integration));
  expect(run).toMatchObject({ state: 'succeeded' });
  // Its last steps are still to come when the row says how it ended.
  await waitFor('nothing to be left over in Temporal', 15_000, async () => {
    const { db, temporal } = product;
    const left = evaluateEngine(await readEngineFacts({ db, temporal })).filter(({ kind }) =>
      leftOver.includes(kind),
    );
    return left.length === 0 ? true : null;
  });
  expect(await failedTasks()).toEqual([]);
});

/**
 * Workflow tasks that failed for a fault of ours. The server fails one, too, when something arrived while the workflow
 * was about to close, such as the cancel of a run that ends by itself, so that the workflow sees it first.
 */
async function failedTasks(): Promise<readonly string[]> {
  const { workflow, connection } = product.temporal;
  const failed: string[] = [];
  for await (const { workflowId, runId } of workflow.list()) {
    const { history } = await connection.workflowService.getWorkflowExecutionHistory({
      namespace: product.namespace.namespace,
      execution: { workflowId, runId },
    });
    for (const { workflowTaskFailedEventAttributes: fault } of history?.events ?? [])
      if (fault != null && !cameMeanwhile.includes(Number(fault.cause)))
        failed.push(`${workflowId}: cause ${fault.cause}, ${fault.failure?.message}`);
  }
  return failed;
}
