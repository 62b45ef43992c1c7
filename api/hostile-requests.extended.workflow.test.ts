import fc from 'fast-check';
import { createSession } from '../db/people/sessions.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { testNamespace } from '../test/environment/temporal.ts';
import { type DescribedApi, describedApi } from '../test/described-api/described-api.ts';
import { needsTemporal, type Operation, parametersIn } from '../test/described-api/document.ts';
import { requestsOf } from '../test/described-api/generating.ts';
import type { Received, SentRequest } from '../test/described-api/sending.ts';
import {
  changedCursors,
  oddIdempotencyKeys,
  withFalseHeads,
  withHostileNumber,
  withHostileText,
  withoutField,
  withOddBody,
  withOtherType,
  withRecodedBody,
  withUnknownField,
} from '../test/described-api/request-mutations.ts';
import { type SeededTenant, seedTenant } from '../test/described-api/two-tenants.ts';
import { newSessionToken, tokenHash } from './sign-in/session-cookie.ts';

/**
 * Every route of the served document, with what it allows and with what it does not: no error of ours, every answer
 * as declared. Nothing here names a route, so a new one is covered as soon as it is registered.
 */

/** The same requests in each run, so that what fails is the change's doing; `PROPERTY_SEED` tries others. */
const seed = Number(process.env['PROPERTY_SEED'] ?? 20_261_124);

let api: ApiUnderTest;
let described: DescribedApi;
let tenant: SeededTenant;
beforeAll(async () => {
  process.stderr.write(`    hostile requests: PROPERTY_SEED=${seed}\n`);
  // A server, and no worker: what is only asked of Temporal is answered at once.
  api = await apiUnderTest({ temporal: await testNamespace() });
  described = await describedApi(api.app, api.cookies.admin);
  tenant = await seedTenant(api.db, api.tenantId, { keyRing: api.deps.keyRing, agreementTypeId: '1' });
});
afterAll(async () => {
  process.stderr.write(
    `    hostile requests: ${described.operations.length} routes, ${described.sent()} requests\n`,
  );
  await described.close();
  await api.close();
});

/** A session of the administrator for one route alone, since some routes end sessions. */
async function freshHeads(): Promise<Readonly<Record<string, string>>> {
  const token = newSessionToken();
  await api.db.transaction().execute((tx) =>
    createSession(tx, {
      tenantId: api.tenantId,
      memberId: api.memberIds.admin,
      tokenHash: tokenHash(token),
      expiresAt: new Date(Date.now() + 600_000),
      address: '127.0.0.1',
      device: 'a program',
      method: 'password',
      // Some of these requests make a second factor a duty.
      factor: 'passkey',
      isConfirmed: true,
    }),
  );
  return { cookie: `${api.cookies.admin.split('=')[0]!}=${token}` };
}

/** Requests that the document allows: the same ones for the same seed. */
async function allowed(operation: Operation, many: number): Promise<readonly SentRequest[]> {
  return fc.sample(requestsOf(operation, tenant, await freshHeads()), { numRuns: many, seed });
}

/** Sends each and returns what is wrong with the answers. `more` looks for what else these must be. */
async function faultsOf(
  operation: Operation,
  requests: readonly SentRequest[],
  more: (received: Received, sent: SentRequest) => string | null = () => null,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const sent of requests) {
    if (wouldWaitForWorkers(operation, sent)) continue;
    const received = await described.send(sent);
    const fault = described.evaluate.fault(operation, sent, received) ?? unavailable(operation, received);
    if (fault !== null) faults.push(fault);
    const further = more(received, sent);
    if (further !== null)
      faults.push(`${operation.name} ${JSON.stringify(sent).slice(0, 400)}: ${received.status} ${further}`);
  }
  return faults;
}

/**
 * No worker takes commands here, and each waits for one before it gives up: what would come so far has a test of its own,
 * with workers.
 */
const wouldWaitForWorkers = (operation: Operation, { body, raw }: SentRequest): boolean =>
  needsTemporal(operation) &&
  (operation.body === null
    ? raw === undefined
    : body !== undefined && described.evaluate.allows(operation.body, body));

/** No part but a worker may be missing. */
const unavailable = (operation: Operation, { status, text }: Received): string | null =>
  status < 500 || text.includes('"WorkerUnavailable"') ? null : `${operation.name}: ${status} ${text}`;

async function everyRoute(
  check: (operation: Operation) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const operation of described.operations) {
    const found = await check(operation);
    // The first of a route tells the most; a hundred hide it.
    if (found.length > 0) faults.push(`${operation.name}, ${found.length} times, first: ${found[0]!}`);
  }
  return faults;
}

/** Of something that an allowed request removed before, only that it is gone may be told. */
const rejected =
  (operation: Operation) =>
  ({ status, text }: Received): string | null =>
    (status === 422 && text.includes('"ValidationFailed"')) || (status === 404 && text.includes('"NotFound"'))
      ? null
      : `was not rejected: ${operation.name} ${text.slice(0, 200)}`;

it('requests that the document allows are answered as it says, and most of them do something', async () => {
  const succeeded = new Set<string>();
  const faults = await everyRoute(async (operation) =>
    faultsOf(operation, await allowed(operation, 4), ({ status }) => {
      if (status < 300) succeeded.add(operation.name);
      return null;
    }),
  );
  expect(faults).toEqual([]);
  const here = described.operations.filter((operation) => !needsTemporal(operation));
  const without = here.map(({ name }) => name).filter((name) => !succeeded.has(name));
  // Sign-in, a password, a conflict to resolve: no generator guesses what these need.
  expect(without.length / here.length < 0.4 ? [] : without).toEqual([]);
});

it('hostile text in any place of a request', async () => {
  expect(
    await everyRoute(async (operation) =>
      faultsOf(operation, withHostileText(operation, (await allowed(operation, 1))[0]!)),
    ),
  ).toEqual([]);
});

it('numbers at limits, and values of other types', async () => {
  expect(
    await everyRoute(async (operation) => {
      const [request] = await allowed(operation, 1);
      return faultsOf(
        operation,
        [...withHostileNumber(operation, request!), ...withOtherType(operation, request!)],
        ({ status }, sent) =>
          operation.body === null || described.evaluate.allows(operation.body, sent.body) || status >= 400
            ? null
            : 'was taken, though the document forbids it',
      );
    }),
  ).toEqual([]);
});

it('unknown fields, unknown parameters and missing fields are rejected', async () => {
  expect(
    await everyRoute(async (operation) => {
      // Providers add parameters of their own.
      if (operation.path === '/session/sso/callback/{providerId}') return [];
      const [request] = await allowed(operation, 1);
      return faultsOf(
        operation,
        [...withUnknownField(operation, request!), ...withoutField(operation, request!)],
        rejected(operation),
      );
    }),
  ).toEqual([]);
});

it('bodies that are no fitting JSON, too large or too deep', async () => {
  expect(
    await everyRoute(async (operation) => {
      const [request] = await allowed(operation, 1);
      return faultsOf(
        operation,
        operation.body === null
          ? withFalseHeads(request!)
          : [...withRecodedBody(request!), ...withOddBody(request!), ...withFalseHeads(request!)],
      );
    }),
  ).toEqual([]);
});

it('idempotency keys: odd ones are rejected, a used one with another body too', async () => {
  expect(
    await everyRoute(async (operation) => {
      if (parametersIn(operation, 'header').length === 0) return [];
      const [request] = await allowed(operation, 1);
      const keyed = (key: string): SentRequest => ({
        ...request!,
        headers: { ...request!.headers, 'idempotency-key': key },
      });
      return faultsOf(operation, oddIdempotencyKeys.map(keyed), rejected(operation));
    }),
  ).toEqual([]);
});

it('cursors that somebody changed', async () => {
  let lists = 0;
  const faults = await everyRoute(async (operation) => {
    if (!parametersIn(operation, 'query').some(({ name }) => name === 'cursor')) return [];
    const [request] = await allowed(operation, 1);
    const page = { ...request!, query: { limit: '1' } };
    const first = await described.send(page);
    const { nextCursor } = JSON.parse(first.text) as { nextCursor?: string | null };
    if (typeof nextCursor !== 'string') return [];
    lists += 1;
    const next = (cursor: string): SentRequest => ({ ...page, query: { limit: '1', cursor } });
    return [
      ...(await faultsOf(operation, [next(nextCursor)], ({ status }) =>
        status === 200 ? null : 'not taken',
      )),
      ...(await faultsOf(operation, changedCursors(nextCursor).map(next))),
    ];
  });
  expect(faults).toEqual([]);
  expect(lists).toBeGreaterThan(8);
});
