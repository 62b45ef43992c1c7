import { Agent, request } from 'undici';
import type { Processes } from '../../../test/product/processes.ts';
import { adminEmail } from '../../../test/product/processes.ts';

/** What people look at, in turn: the list as it opens, by money, by kind, a search. */
const views = [
  '/usage-lines?limit=50',
  '/usage-lines?limit=50&sort=-money',
  '/usage-lines?limit=50&kind=increase',
  '/usage-lines?limit=50&q=customer+00',
] as const;

export interface Reading {
  /** Milliseconds of each answer. */
  readonly ms: readonly number[];
  readonly perSecond: number;
}

/**
 * So many people who read the usage list one page after the other for so long; `beside` goes on meanwhile and is
 * waited for. Bodies are received and not parsed: the machine is theirs and the product's.
 */
export async function readBy(
  product: Pick<Processes, 'origin' | 'password'>,
  readers: number,
  forMs: number,
  beside: () => Promise<void> = () => Promise.resolve(),
): Promise<Reading> {
  const agent = new Agent({ connections: readers, pipelining: 1 });
  const cookie = await signedIn(product, agent);
  const ms: number[] = [];
  const began = performance.now();
  let isOver = false;
  const timer = setTimeout(() => (isOver = true), forMs);
  const reader = async (nth: number): Promise<void> => {
    for (let turn = nth; !isOver; turn += 1) {
      const view = views[turn % views.length] ?? views[0];
      const from = performance.now();
      const answer = await request(`${product.origin}/api/v1${view}`, {
        dispatcher: agent,
        headers: { cookie },
      });
      await answer.body.dump({ limit: 100_000_000 });
      if (answer.statusCode !== 200) throw new Error(`${view}: ${answer.statusCode}`);
      ms.push(performance.now() - from);
    }
  };
  try {
    await Promise.all([...Array.from({ length: readers }, (_, nth) => reader(nth)), beside()]);
  } finally {
    clearTimeout(timer);
    await agent.close();
  }
  return { ms, perSecond: ms.length / ((performance.now() - began) / 1_000) };
}

async function signedIn(
  { origin, password }: Pick<Processes, 'origin' | 'password'>,
  dispatcher: Agent,
): Promise<string> {
  const answer = await request(`${origin}/api/v1/session`, {
    method: 'POST',
    dispatcher,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: adminEmail, password }),
  });
  await answer.body.dump();
  const cookie = [answer.headers['set-cookie']].flat()[0]?.split(';')[0];
  if (cookie === undefined) throw new Error(`sign-in: ${answer.statusCode}`);
  return cookie;
}
