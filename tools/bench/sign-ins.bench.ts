import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { hashPassword } from '../../api/sign-in/passwords.ts';
import { createMember } from '../../db/people/people.ts';
import { SeatwiseClient } from '../../embedded/tour/seatwise-client.ts';
import type { Processes } from '../../test/product/processes.ts';
import { holds, median, note, percentile, rounded, timed } from './report.ts';
import { deliveredProduct } from './set-up.ts';

const people = 400;
const idleRequests = 300;
/** As long as a person needs between two clicks of many. */
const betweenMs = 20;

/** Everybody comes in the morning at once, from networks of their own, and tries again when told to. */
describe(`${people} sign-ins at once`, () => {
  let product: Processes;
  let viewer: SeatwiseClient;
  const password = randomUUID();
  const email = (nth: number): string => `person-${nth}@harbor-lane.test`;
  beforeAll(async () => {
    product = await deliveredProduct('small', { TRUSTED_PROXIES: '1' });
    // Only the API is measured, on rows that no workflow knows.
    await product.worker.end('SIGTERM');
    const passwordHash = await hashPassword(password);
    await product.db.transaction().execute(async (tx) => {
      for (let nth = 0; nth < people; nth += 1)
        await createMember(tx, {
          tenantId: product.tenantId,
          email: email(nth),
          name: `Person ${nth}`,
          role: 'viewer',
          passwordHash,
        });
    });
    viewer = new SeatwiseClient(product.origin);
    await viewer.signIn(email(0), password);
  }, 300_000);
  afterAll(() => product.close());

  it('leave a viewer alone, and nobody gets 503', async () => {
    await looks(50, () => false);
    const idle = await looks(idleRequests, () => false);
    const answers: number[] = [];
    let isOver = false;
    const began = performance.now();
    const crowd = Promise.all(Array.from({ length: people }, (_, nth) => untilSignedIn(nth, answers))).then(
      () => {
        isOver = true;
        return performance.now() - began;
      },
    );
    const beside = await looks(Infinity, () => isOver);
    const tookMs = await crowd;
    const count = (status: number): number => answers.filter((one) => one === status).length;
    note(
      `all ${people} were in after ${rounded(tookMs / 1_000)} s: ${count(201)} times 201, ${count(429)} times 429, others ${answers.length - count(201) - count(429)}`,
    );
    holds({
      what: 'answers other than 201 and 429',
      measured: answers.length - count(201) - count(429),
      atMost: 0,
      unit: 'answers',
    });
    holds({
      what: `p95 of a viewer's list while ${people} people sign in, against idle`,
      measured: percentile(beside, 0.95) / percentile(idle, 0.95),
      atMost: 2,
      unit: 'x',
      from:
        `idle median ${rounded(median(idle))} ms, p95 ${rounded(percentile(idle, 0.95))} ms;` +
        ` beside median ${rounded(median(beside))} ms, p95 ${rounded(percentile(beside, 0.95))} ms, longest ${rounded(Math.max(...beside))} ms of ${beside.length}`,
    });
  });

  /** Milliseconds of each look at the usage list, one after the other, until so many or told to stop. Throws for a rejection. */
  async function looks(times: number, isOver: () => boolean): Promise<readonly number[]> {
    const took: number[] = [];
    while (took.length < times && !isOver()) {
      const { ms, value } = await timed(() => viewer.request('GET', '/usage-lines'));
      if (value.status !== 200) throw new Error(`the viewer got ${value.status}`);
      took.push(ms);
      await pause(betweenMs);
    }
    return took;
  }

  async function untilSignedIn(nth: number, answers: number[]): Promise<void> {
    for (;;) {
      const answer = await fetch(`${product.origin}/api/v1/session`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': `198.18.${nth >> 8}.${nth & 255}` },
        body: JSON.stringify({ email: email(nth), password }),
      });
      await answer.arrayBuffer();
      answers.push(answer.status);
      if (answer.status !== 429) return;
      await pause(Number(answer.headers.get('retry-after') ?? 1) * 1_000);
    }
  }
});
