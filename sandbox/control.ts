import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { duoRoutes } from './control/duo-routes.ts';
import { halopsaRoutes } from './control/halopsa-routes.ts';
import { psaRoutes } from './control/psa-routes.ts';
import { ControlError } from './control/control-error.ts';
import type { ControlCall, ControlContext, ControlRoute } from './control/route.ts';
import { sandboxRoutes } from './control/sandbox-routes.ts';

const routes: readonly ControlRoute[] = [...sandboxRoutes, ...duoRoutes, ...psaRoutes, ...halopsaRoutes];
const LARGEST_REQUEST = 1024 * 1024;

/**
 * The control API: plain HTTP for loopback, JSON in and out, `Authorization: Bearer <key>` on every call.
 * Rejections are `{"error": "…"}` with 400 (body), 401 (key), 404 (route or object) or 409 (not possible now).
 */
export function createControlServer(key: string, context: ControlContext): Server {
  return createServer((request, response) => {
    answer(key, context, request)
      .catch((error: unknown) => rejection(error))
      .then(({ status, body }) => send(response, status, body))
      .catch(() => response.destroy());
  });
}

interface ControlAnswer {
  readonly status: number;
  readonly body: unknown;
}

async function answer(
  key: string,
  context: ControlContext,
  request: IncomingMessage,
): Promise<ControlAnswer> {
  const text = await readText(request);
  if (!holdsKey(request.headers.authorization, key))
    throw new ControlError(401, 'The control key is missing or wrong');
  const url = new URL(request.url ?? '/', 'http://sandbox.invalid');
  for (const route of routes) {
    const parameters = route.method === request.method ? match(route.pattern, url.pathname) : null;
    if (parameters === null) continue;
    const call: ControlCall = { parameters, query: url.searchParams };
    return { status: 200, body: route.run(context, call, text === '' ? undefined : parseJson(text)) };
  }
  throw new ControlError(404, `${request.method ?? ''} ${url.pathname} is no control call`);
}

function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':') && value !== '') parameters[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return parameters;
}

function holdsKey(authorization: string | undefined, key: string): boolean {
  const expected = Buffer.from(`Bearer ${key}`);
  const given = Buffer.from(authorization ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ControlError(400, 'The body is not JSON');
  }
}

function rejection(error: unknown): ControlAnswer {
  if (error instanceof ControlError) return { status: error.status, body: { error: error.message } };
  if (error instanceof z.ZodError) return { status: 400, body: { error: z.prettifyError(error) } };
  return { status: 500, body: { error: String(error) } };
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_REQUEST) throw new ControlError(400, 'The body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const payload = Buffer.from(JSON.stringify(body ?? null), 'utf8');
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(payload.length),
  });
  response.end(payload);
}
