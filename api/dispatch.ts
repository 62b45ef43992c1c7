import express, { type Request, type RequestHandler, type Response } from 'express';
import { leastRole, mayBySettings } from '../domain/roles.ts';
import { inTransaction, type Queryable } from '../db/model/database.ts';
import {
  type Claim,
  claimIdempotencyKey,
  claimIdempotencyKeyInside,
  type IdempotentRequest,
  releaseIdempotencyKey,
  storeIdempotentAnswer,
  TwinInFlight,
} from '../db/people/idempotency-keys.ts';
import { bodyHash } from './body-hash.ts';
import { isForeign } from './foreign-id.ts';
import type { ApiDependencies } from './dependencies.ts';
import { withoutWords } from '../contracts/api/issue-message.ts';
import { Problem, validationProblem } from './problems.ts';
import { findUnstorable } from './unstorable-text.ts';
import { type Answer, answer, replayed, type Route, type UntypedCall } from './route.ts';
import { isExport } from './export-limit.ts';
import { send } from './send-answer.ts';
import type { Caller } from './sign-in/caller.ts';
import { addressOf } from './sign-in/network.ts';
import { identification, identify, type Identifying, requireFreedom } from './identify.ts';
import { isBareForm, isCrossSite } from './sign-in/cross-site.ts';
import { message } from '../messages/message.ts';
import { requestIdOf } from './request-log.ts';
import { inSpanOfRequest } from './request-span.ts';

/** Deepest nesting of a body; our own shapes need 4. */
const mostNesting = 16;
const parserUpTo = (limit: string): RequestHandler =>
  express.json({ limit, strict: true, type: ['application/json', '+json'] });

/** 100 mapping decisions with reasons are far below it. */
const parseUsual = parserUpTo('256kb');
/** 500 decisions with reasons of 500 characters, each escaped. */
const parseLarge = parserUpTo('2mb');

const parseForm = express.urlencoded({ extended: false, limit: '64kb', parameterLimit: 20 });

/** Runs one route for one request; what it throws goes to the error handler of the app. */
export function dispatcher(who: Identifying): (route: Route) => RequestHandler {
  const { deps, readers, exports } = who;
  const isFromOtherSite = (route: Route, request: Request): boolean =>
    isCrossSite(request, deps.settings.publicUrl) ||
    (route.method !== 'get' && (route.body === null || !hasBody(request)) && isBareForm(request));
  const run = async (route: Route, request: Request, response: Response): Promise<void> => {
    const isRead = route.method === 'get';
    if (isRead) await readers.next();
    const caller = await identify(who, request, response, identification(route));
    response.locals['caller'] = caller;
    if (request.headers.authorization === undefined && isFromOtherSite(route, request)) {
      throw new Problem('CrossSiteRejected');
    }
    if (route.needs !== null && (caller === null || !mayBySettings(caller, route.needs))) {
      throw caller === null
        ? new Problem('NotSignedIn')
        : new Problem('RoleTooSmall', {
            detail: message('requests.role-required', {
              needed: message(
                `requests.role.${route.needs === 'see-margin' ? caller.marginRole : leastRole(route.needs)}`,
              ),
              own: message(`requests.role.${caller.role}`),
            }),
          });
    }
    if (caller !== null) requireFreedom(route, caller);
    if (!isRead && deps.disk?.isFull() === true) throw new Problem('DiskFull');
    const call = await parseCall(deps, route, request, response, caller);
    const answerIt = async (): Promise<void> => {
      const result = await answerOnce(route, call, caller);
      if (isRead) await readers.next();
      await send(deps, route, request, response, result);
    };
    if (caller === null || !isExport(route)) await answerIt();
    else await exports.during(caller.member.id, response, answerIt);
  };
  return (route) => (request, response) =>
    inSpanOfRequest(route, response, () => run(route, request, response));
}

/** A route's path with a method it does not have, or no route at all: 401 before 404, so that nothing is told. */
export function refuser(who: Identifying, problem: () => Problem): RequestHandler {
  return async (request, response) => {
    if ((await identify(who, request, response, 'must')) === null) throw new Problem('NotSignedIn');
    throw problem();
  };
}

async function parseCall(
  deps: ApiDependencies,
  route: Route,
  request: Request,
  response: Response,
  caller: Caller | null,
): Promise<UntypedCall> {
  const params = route.params.safeParse(request.params);
  // A malformed id answers exactly like an unknown one.
  if (!params.success || findUnstorable(params.data).length > 0) throw new Problem('NotFound');
  try {
    return {
      deps,
      caller,
      requestId: requestIdOf(response),
      address: addressOf(request.ip),
      params: params.data,
      query: parseQuery(route, request),
      body: await parseBody(route, request, response),
      idempotencyKey: idempotencyKeyOf(request),
      request,
    };
  } catch (problem) {
    // What is not the caller's is not there, whatever else is wrong with the request.
    if (caller !== null && (await isForeign(deps.db, caller.tenantId, route.path, params.data)))
      throw new Problem('NotFound');
    throw problem;
  }
}

function parseQuery(route: Route, request: Request): unknown {
  rejectUnkeepable(request.query);
  const query = route.query.safeParse(request.query, withoutWords);
  if (!query.success) throw validationProblem(query.error);
  return query.data;
}

async function parseBody(route: Route, request: Request, response: Response): Promise<unknown> {
  if (route.body === null) return undefined;
  const body = route.body.schema.safeParse(await readBody(route, request, response), withoutWords);
  if (!body.success) throw validationProblem(body.error, { set: route.set });
  return body.data;
}

const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

async function readBody(route: Route, request: Request, response: Response): Promise<unknown> {
  if (!hasBody(request)) return {};
  const parse = route.formBody === true ? parseForm : route.largeBody === true ? parseLarge : parseUsual;
  await new Promise<void>((resolve, reject) => {
    parse(request, response, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error('the body cannot be read'));
    });
  });
  const body: unknown = request.body;
  // No JSON content type: the parser leaves the body alone.
  if (body === undefined) throw new Problem('MalformedRequest');
  if (nestingOf(body) > mostNesting) {
    throw new Problem('ValidationFailed', {
      detail: message('requests.nested-too-deep', { levels: mostNesting }),
    });
  }
  rejectUnkeepable(body);
  return body;
}

function rejectUnkeepable(value: unknown): void {
  const fields = findUnstorable(value);
  if (fields.length === 0) return;
  throw new Problem('ValidationFailed', {
    items: fields.map((field) => ({
      code: 'ValidationFailed',
      field,
      detail: message('requests.invalid-characters'),
    })),
  });
}

function nestingOf(value: unknown): number {
  let level: unknown[] = [value];
  let depth = 0;
  while (level.length > 0 && depth <= mostNesting) {
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? (Object.values(item) as unknown[]) : [],
    );
    depth += 1;
  }
  return depth;
}

const keyShape = /^[A-Za-z0-9._:-]{1,128}$/u;

function idempotencyKeyOf(request: Request): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && keyShape.test(key)) return key;
  throw new Problem('ValidationFailed', {
    detail: message('requests.idempotency-key'),
    items: [
      { code: 'ValidationFailed', field: 'Idempotency-Key', detail: message('requests.idempotency-key') },
    ],
  });
}

/** Runs the handler; with a stored idempotency key at most once for each key. */
async function answerOnce(route: Route, call: UntypedCall, caller: Caller | null): Promise<Answer> {
  if (call.idempotencyKey === null || caller === null) return route.handle(call);
  const request: IdempotentRequest = {
    tenantId: caller.tenantId,
    actor: `${caller.actor.kind}:${caller.actor.id}`,
    key: call.idempotencyKey,
    route: `${route.method} ${call.request.path}`,
    bodyHash: bodyHash(call.body ?? null),
  };
  if (route.idempotency === 'stored') return answerInOneTransaction(route, call, request);
  if (route.idempotency === 'stored-after') return answerThenStore(route, call, request);
  return route.handle(call);
}

/** Claim, effect and answer commit together. Only successes are kept: a rejection takes its claim along. */
async function answerInOneTransaction(
  route: Route,
  call: UntypedCall,
  request: IdempotentRequest,
): Promise<Answer> {
  try {
    return await inTransaction(call.deps.db, async (tx) => {
      const known = knownAnswer(await claimIdempotencyKeyInside(tx, request));
      if (known !== null) return known;
      const result = await route.handle({ ...call, deps: { ...call.deps, db: tx } });
      await keepAnswer(tx, route, request, result);
      return result;
    });
  } catch (error) {
    throw error instanceof TwinInFlight ? inFlight() : error;
  }
}

async function answerThenStore(route: Route, call: UntypedCall, request: IdempotentRequest): Promise<Answer> {
  const { db } = call.deps;
  const known = knownAnswer(await claimIdempotencyKey(db, request));
  if (known !== null) return known;
  let result: Answer;
  try {
    result = await route.handle(call);
  } catch (error) {
    // What was rejected or failed may succeed when repeated.
    await releaseIdempotencyKey(db, request).catch(() => undefined);
    throw error;
  }
  await keepAnswer(db, route, request, result);
  return result;
}

const inFlight = (): Problem => new Problem('RequestInFlight', { headers: { 'Retry-After': '1' } });

/** Null: the key was claimed, and the request is to be carried out. */
function knownAnswer(claim: Claim): Answer | null {
  switch (claim.kind) {
    case 'answered':
      return answer(claim.status, claim.body, replayed);
    case 'in-flight':
      throw inFlight();
    case 'other-request':
      throw new Problem('IdempotencyKeyReused');
    case 'claimed':
      return null;
  }
}

async function keepAnswer(
  db: Queryable,
  route: Route,
  request: IdempotentRequest,
  result: Answer,
): Promise<void> {
  if (result.kind !== 'json') return;
  const keep = route.keep ?? ((body: unknown) => body);
  await storeIdempotentAnswer(db, request, { status: result.status, body: keep(result.body) });
}
