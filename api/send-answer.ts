import type { Request, Response } from 'express';
import { z } from 'zod';
import type { ApiDependencies } from './dependencies.ts';
import type { ReadyBody } from './ready-answers.ts';
import type { Answer, Route } from './route.ts';

/** Sends what a route answered. */
export async function send(
  deps: ApiDependencies,
  route: Route,
  request: Request,
  response: Response,
  result: Answer,
): Promise<void> {
  if (result.kind === 'stream') {
    await result.write(response);
    return;
  }
  if (result.kind === 'ready') {
    if (deps.settings.checkAnswers) checkAnswer(route, 200, JSON.parse(result.body.json.toString()));
    await sendReady(request, response, result.body);
    return;
  }
  if (deps.settings.checkAnswers) checkAnswer(route, result.status, result.body);
  for (const [name, value] of Object.entries(result.headers ?? {})) response.append(name, value);
  response.status(result.status);
  if (result.status === 204) response.end();
  else response.json(result.body);
}

async function sendReady(request: Request, response: Response, body: ReadyBody): Promise<void> {
  response.type('json');
  if (request.acceptsEncodings('gzip') !== 'gzip') {
    response.send(body.json);
    return;
  }
  const compressed = await body.gzip();
  response.vary('Accept-Encoding').setHeader('Content-Encoding', 'gzip');
  response.send(compressed);
}

/** In tests: an answer that differs from the OpenAPI document is a fault. */
function checkAnswer(route: Route, status: number, body: unknown): void {
  const schema = route.answers[status];
  if (schema === undefined) throw new Error(`${route.path} answers ${status}, which it does not declare`);
  if (!(schema instanceof z.ZodType)) return;
  const wire: unknown = JSON.parse(JSON.stringify(body));
  const parsed = schema.safeParse(wire);
  if (!parsed.success)
    throw new Error(`${route.path} answers ${status} against its schema: ${parsed.error.message}`);
}
