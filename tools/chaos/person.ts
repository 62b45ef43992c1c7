import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpAnswer, SeatwiseClient } from '../../embedded/tour/seatwise-client.ts';
import { body, type Item } from '../../test/product/lifecycle.ts';
import type { SeededChoice } from './seeded-choice.ts';

/** What no answer may be. */
export interface WrongAnswer {
  readonly words: string;
  /** By which the API logged it; null: it said none. */
  readonly requestId: string | null;
}

/** What people met, counted over a whole run. */
export class Encounters {
  readonly #counts = new Map<string, number>();
  /** Told as violations at the end. */
  readonly wrongs: WrongAnswer[] = [];

  note(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  count(what: string): number {
    return this.#counts.get(what) ?? 0;
  }

  all(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => a.localeCompare(b)));
  }
}

export interface Reply {
  readonly status: number;
  readonly body: Item;
}

/** The run is over, or the integration was taken away: the actor leaves off. */
export class LeavesOff extends Error {
  override readonly name = 'LeavesOff';
}

export interface AskOptions {
  /** Stops listening so soon, once: the answer is lost, and the same is asked again. */
  readonly unheardAfterMs?: number;
  readonly key?: string;
}

/**
 * Somebody who works over HTTP through every outage: an answer that is lost, a 503, a 429 or "still under way" is asked
 * again under the same key, and a command that was taken is followed to its end.
 */
export class Person {
  readonly #client: SeatwiseClient;
  readonly #encounters: Encounters;
  readonly #choose: SeededChoice;
  readonly #until: () => number;

  /** @param until a moment, Unix ms, after which this person gives up; requested each time. */
  constructor(client: SeatwiseClient, encounters: Encounters, choose: SeededChoice, until: () => number) {
    this.#client = client;
    this.#encounters = encounters;
    this.#choose = choose;
    this.#until = until;
  }

  get = (path: string): Promise<Reply> => this.ask('GET', path);

  async items(path: string): Promise<readonly Item[]> {
    const { status, body: answer } = await this.get(path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer['items'] as Item[];
  }

  /** The final answer, rejections included. Throws {@link LeavesOff} when time is up. */
  async ask(method: string, path: string, request?: object, options: AskOptions = {}): Promise<Reply> {
    const key = method === 'GET' ? null : (options.key ?? randomUUID());
    let unheardAfterMs = options.unheardAfterMs;
    let lost = false;
    for (;;) {
      const answer = await this.#once(method, path, request, key, unheardAfterMs);
      unheardAfterMs = undefined;
      if (answer === null) {
        if (method !== 'GET') lost = true;
        this.#encounters.note('answers lost');
      } else if (answer.status === 503) this.#encounters.note(`503 ${String(body(answer)['code'])}`);
      else if (answer.status === 429) this.#encounters.note('429');
      else if (answer.status === 409 && body(answer)['code'] === 'RequestInFlight')
        this.#encounters.note('twin in flight');
      else if (answer.status >= 500)
        this.#encounters.wrongs.push({
          words: `${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`,
          requestId: requestIdOf(answer.body),
        });
      else {
        const { commandId } = (answer.body ?? {}) as { commandId?: unknown };
        if (lost) this.#encounters.note('commands repeated after a lost answer');
        if (answer.status !== 202 || typeof commandId !== 'string')
          return { status: answer.status, body: body(answer) };
        this.#encounters.note('commands taken with 202');
        return this.#follow(path, commandId);
      }
      await this.#pause(method, path);
    }
  }

  /**
   * The same request twice at once, as a double click sends it. A rejection is not kept, so that its twin may succeed when
   * it asks again; what succeeded is never rejected afterwards.
   */
  async askTwice(method: string, path: string, request: object): Promise<Reply> {
    const key = randomUUID();
    const inOrder: Reply[] = [];
    const once = async (): Promise<Reply> => {
      const reply = await this.ask(method, path, request, { key });
      inOrder.push(reply);
      return reply;
    };
    const [first, second] = await Promise.all([once(), once()]);
    const [earlier, later] = inOrder.map(({ status }) => status < 300);
    if (earlier === true && later === true) this.#encounters.note('double clicks');
    if (earlier === true && later === false)
      this.#encounters.wrongs.push({
        words: `${method} ${path} twice under one key answered ${first.status} and ${second.status}`,
        requestId: null,
      });
    return first.status < 300 ? first : second;
  }

  async #follow(path: string, commandId: string): Promise<Reply> {
    const integration = /^\/integrations\/[^/]+/u.exec(path)?.[0] ?? '';
    for (;;) {
      const { body: command } = await this.get(`${integration}/commands/${commandId}`);
      if (command['state'] === 'done')
        return { status: (command['status'] as number | null) ?? 200, body: command['body'] as Item };
      await this.#pause('outcome of', path);
    }
  }

  async #once(
    method: string,
    path: string,
    request: object | undefined,
    key: string | null,
    unheardAfterMs: number | undefined,
  ): Promise<HttpAnswer | null> {
    const answer = this.#client.request(method, path, request, key).catch(() => null);
    if (unheardAfterMs === undefined) return answer;
    return Promise.race([answer, sleep(unheardAfterMs, null)]);
  }

  async #pause(method: string, path: string): Promise<void> {
    if (Date.now() > this.#until()) throw new LeavesOff(`${method} ${path}`);
    await sleep(this.#choose.between(100, 400));
  }
}

function requestIdOf(answer: unknown): string | null {
  const requestId = (answer as { requestId?: unknown } | null)?.requestId;
  return typeof requestId === 'string' ? requestId : null;
}
