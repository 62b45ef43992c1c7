import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';

export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

const signInTries = 6;

/** Talks to a running Seatwise as a script does: session cookie, JSON, one idempotency key per command. */
export class SeatwiseClient {
  readonly #base: string;
  #cookie: string | null = null;
  /** For what asks for it once more. */
  #password: string | null = null;

  /** @param origin such as `http://localhost:4600` */
  constructor(origin: string) {
    this.#base = `${origin}/api/v1`;
  }

  /**
   * Throws with the API's own words when the sign-in is rejected. Comes again when the API says so: right after a start,
   * or on a busy machine, the database may answer late.
   */
  async signIn(email: string, password: string): Promise<void> {
    let answer = await this.request('POST', '/session', { email, password });
    for (let tries = 1; answer.status === 503 && tries < signInTries; tries += 1) {
      await sleep(1_000 * Number(answer.headers.get('retry-after')));
      answer = await this.request('POST', '/session', { email, password });
    }
    const cookie = answer.headers.get('set-cookie')?.split(';')[0];
    if (answer.status !== 201) throw new Error(`sign-in: ${answer.status} ${JSON.stringify(answer.body)}`);
    if (cookie === undefined) throw new Error('sign-in gave no session cookie');
    this.#cookie = cookie;
    this.#password = password;
  }

  /** Signs in with a temporary password and sets another, which it gives back. */
  async signInFirst(email: string, temporaryPassword: string): Promise<string> {
    await this.signIn(email, temporaryPassword);
    const newPassword = `${randomUUID()} of ${randomUUID()}`;
    const body = { currentPassword: temporaryPassword, newPassword };
    const answer = await this.request('PUT', '/me/password', body);
    if (answer.status !== 204)
      throw new Error(`setting a password: ${answer.status} ${JSON.stringify(answer.body)}`);
    this.#password = newPassword;
    return newPassword;
  }

  /** One call, whatever the status. `key` makes a POST repeatable. */
  async request(
    method: string,
    path: string,
    body?: unknown,
    key: string | null = null,
  ): Promise<HttpAnswer> {
    const response = await fetch(`${this.#base}${path}`, {
      method,
      headers: {
        ...(this.#cookie === null ? {} : { cookie: this.#cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === null ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    const answer = {
      status: response.status,
      body: (isJson && text !== '' ? JSON.parse(text) : text) as unknown,
      headers: response.headers,
    };
    return (await this.#stepUp(answer)) ? this.request(method, path, body, key) : answer;
  }

  /** True: the password was asked for once more and given. */
  async #stepUp({ status, body }: HttpAnswer): Promise<boolean> {
    if (status !== 403 || (body as { code?: string }).code !== 'StepUpRequired') return false;
    const given = await this.request('POST', '/session/step-up', { password: this.#password });
    return given.status === 204;
  }

  /** A GET that must succeed and fit its schema. */
  async read<T extends z.ZodType>(path: string, schema: T): Promise<z.infer<T>> {
    const answer = await this.request('GET', path);
    if (answer.status !== 200)
      throw new Error(`GET ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return schema.parse(answer.body);
  }

  /** Every page of a list, which must fit its schema. */
  async list<T>(
    path: string,
    schema: z.ZodType<{ readonly items: readonly T[]; readonly nextCursor: string | null }>,
  ): Promise<readonly T[]> {
    const items: T[] = [];
    let cursor: string | null = null;
    do {
      const separator = path.includes('?') ? '&' : '?';
      const page: { readonly items: readonly T[]; readonly nextCursor: string | null } = await this.read(
        `${path}${separator}limit=500${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
        schema,
      );
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return items;
  }

  /**
   * A command with its final answer: a 202 with a link is followed until the command is done. Throws when the
   * answer is not a success.
   */
  async command(
    method: 'POST' | 'PUT',
    path: string,
    body: unknown,
    integrationPath: string,
  ): Promise<unknown> {
    const answer = await this.request(method, path, body, randomUUID());
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    const commandId = answer.status === 202 ? (answer.body as { commandId?: string }).commandId : undefined;
    if (commandId === undefined) return answer.body;
    return waitFor(`the outcome of ${path}`, 60_000, async () => {
      const state = await this.request('GET', `${integrationPath}/commands/${commandId}`);
      const command = state.body as { state: string; status: number | null; body: unknown };
      if (command.state !== 'done') return null;
      if (command.status !== null && command.status >= 300)
        throw new Error(`${path}: ${JSON.stringify(command.body)}`);
      return { value: command.body };
    }).then(({ value }) => value);
  }
}

/** A wait is patience, not a bound: a busy machine gets two minutes for anything. */
const leastPatienceMs = 120_000;

/**
 * Asks again until there is a result.
 * @param expectedMs how long it may take at least; anything gets two minutes
 * @throws what was waited for, when time is up
 */
export async function waitFor<T>(what: string, expectedMs: number, ask: () => Promise<T | null>): Promise<T> {
  const withinMs = Math.max(expectedMs, leastPatienceMs);
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await ask();
    if (found !== null) return found;
    if (Date.now() > deadline) throw new Error(`waited ${withinMs / 1000} s for ${what}`);
    await sleep(150);
  }
}
