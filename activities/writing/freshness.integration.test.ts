import { StoredMessage } from '../../messages/stored.ts';
import { rendered } from '../../test/texts/rendered.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import type { RequestEntry } from '../../sandbox/request-log.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';

/** How old a reading may be when a write leaves (RULES 6), by a clock that the tests move. */
let writing: WritingUnderTest;
let steps: WritingSteps;

beforeAll(async () => {
  writing = await writingUnderTest();
  steps = writingSteps(writing);
});
afterEach(async () => {
  await writing.control.clearMoments();
  await writing.expectOracle();
});
afterAll(() => writing.close());

/** A clock that is set forward while a write stands at a point. */
function clock() {
  let ahead = 0;
  return {
    steadyMs: () => performance.now() + ahead,
    passes: (ms: number) => {
      ahead += ms;
    },
  };
}

const agreementsPath = '/v4_6_release/apis/3.0/finance/agreements';

const limits = { writing: { targetFreshMs: 2_000, neighborsFreshMs: 15_000 } };

it('the line and its agreement are read last, after every agreement of the customer', async () => {
  const line = await steps.approveNext();
  const after = (await writing.control.requestLog()).at(-1)!.seq;
  expect(await steps.settled(line)).toMatchObject({ state: 'confirmed' });
  const requests = (await writing.control.requestLog(after)).filter(
    (entry): entry is RequestEntry => entry.kind === 'request' && entry.vendor === 'connectwise',
  );
  const patch = requests.findIndex(({ method }) => method === 'PATCH');
  const agreement = `/finance/agreements/${line.agreementId}`;
  const lastReads = requests.slice(patch - 2, patch).map(({ path }) => path);
  // The line with every other one of its agreement.
  expect(lastReads.map((path) => path.slice(path.indexOf(agreement))).sort()).toEqual([
    agreement,
    `${agreement}/additions`,
  ]);
  expect(requests.slice(0, patch - 2).filter(({ path }) => path.includes(agreement))).toEqual([]);
});

it.each(['line-read', 'intent-stored'] as const)(
  'a reading that grew too old at "%s" is made again, and then it is sent',
  async (point) => {
    const line = await steps.approveNext();
    const { steadyMs, passes } = clock();
    let slow = 1;
    await writing.attempt(line, {
      ...limits,
      steadyMs,
      at: (reached) => {
        if (reached === point && slow > 0) passes(2_001);
        if (reached === point) slow -= 1;
        return Promise.resolve();
      },
    });
    expect(await writing.line(line)).toMatchObject({ state: 'confirmed', sendCount: 1 });
    expect(slow).toBe(-1);
  },
);

it('a person who edits while Seatwise is slow is seen: the reading is made again, and nothing is sent', async () => {
  const line = await steps.approveNext();
  const { steadyMs, passes } = clock();
  await writing.attempt(line, {
    ...limits,
    steadyMs,
    at: async (reached) => {
      if (reached !== 'line-read' || (await writing.quantity(line.psaLineId)) === 99) return;
      await writing.control.changeLine(Number(line.psaLineId), { quantity: 99 });
      passes(2_001);
    },
  });
  expect(await writing.line(line)).toMatchObject({ state: 'stale', code: 'SnapshotChanged', sendCount: 0 });
  await writing.control.changeLine(Number(line.psaLineId), { quantity: Number(line.before) });
  await writing.readPsa();
});

it.each([
  ['line-read', 2_001],
  ['neighbors-read', 15_001],
  ['intent-stored', 2_001],
] as const)(
  'three readings that came too late at "%s": back to the queue, and Seatwise is named as the cause',
  async (point, ms) => {
    const line = await steps.approveNext();
    const { steadyMs, passes } = clock();
    let readings = 0;
    const status = await writing.attempt(line, {
      ...limits,
      steadyMs,
      at: (reached) => {
        if (reached === point) passes(ms);
        if (reached === 'before-reading') readings += 1;
        return Promise.resolve();
      },
    });
    expect(status).toMatchObject({ blocked: 'SeatwiseBusy', due: 0, open: 1 });
    expect(readings).toBe(3);
    expect(await writing.line(line)).toMatchObject({ state: 'queued', code: 'SeatwiseBusy', sendCount: 0 });
    expect((await steps.settled(line)).requests).toBe(1);
  },
);

it('a line that bounced three times is told of with its cause, until it is sent', async () => {
  const line = await steps.approveNext();
  const told = async () =>
    (await steps.openNotices('WriteWaits')).filter(({ subject }) => subject === line.id);
  await writing.control.inject({
    vendor: 'connectwise',
    method: 'GET',
    fault: { kind: 'status', status: 503 },
  });
  for (const times of [0, 0, 1]) {
    expect((await steps.settled(line)).blocked).toBe('PsaUnreachable');
    expect(await told()).toHaveLength(times);
  }
  expect((await told())[0]!.detail).toContain('could not be sent 3 times');
  await writing.control.clear();
  expect(await steps.settled(line)).toMatchObject({ state: 'confirmed' });
  expect(await told()).toEqual([]);
});

describe('a slow PSA, with all delays and limits at a tenth', () => {
  const tenth = {
    writing: { targetFreshMs: 200, neighborsFreshMs: 1_500, recheckMs: 3_600_000 },
    calls: { timeoutMs: 3_000 },
  };
  const slow = (ms: number) => writing.control.latency(ms);
  afterEach(() => slow(0));

  it.each([250, 500, 1_000])('is written to, at %i ms an answer', async (ms) => {
    const line = await steps.approveNext();
    await slow(ms);
    await writing.untilEnded(line, tenth);
    expect(await writing.line(line)).toMatchObject({ state: 'confirmed', sendCount: 1 });
  });

  it("a person's edit while the other agreements are read is seen, however long that takes", async () => {
    const line = await steps.approveNext();
    const edited = {
      kind: 'change-line',
      lineId: Number(line.psaLineId),
      changes: { quantity: 99 },
    } as const;
    await writing.control.atMoment({
      when: { vendor: 'connectwise', path: agreementsPath, phase: 'after-handling' },
      do: edited,
    });
    await slow(250);
    await writing.untilEnded(line, tenth);
    expect(await writing.line(line)).toMatchObject({ state: 'stale', code: 'SnapshotChanged', sendCount: 0 });
    await writing.control.changeLine(Number(line.psaLineId), { quantity: Number(line.before) });
    await slow(0);
    await writing.readPsa();
  });

  it('too slow for the limits is named with its response time, and asked less and less often', async () => {
    const line = await steps.approveNext();
    await slow(100);
    const tight = { ...tenth, writing: { ...tenth.writing, targetFreshMs: 60, neighborsFreshMs: 80 } };
    for (const nextCheckMs of [10_000, 20_000])
      expect(await writing.attempt(line, tight)).toMatchObject({ blocked: 'PsaSlow', nextCheckMs });
    const { detail } = await writing.db
      .selectFrom('approvalLine')
      .select('detail')
      .where('id', '=', line.id)
      .executeTakeFirstOrThrow();
    expect(rendered(StoredMessage.parse(detail))).toMatch(/^The PSA took 0\.\d seconds to respond\. /u);
    await slow(0);
    expect(await steps.settled(line)).toMatchObject({ state: 'confirmed' });
  });
});

it('a sync that listed the line meanwhile does not hide what the last reading showed', async () => {
  const line = await steps.approveNext();
  await writing.attempt(line, {
    at: async (reached) => {
      if (reached !== 'neighbors-read') return;
      await writing.db.updateTable('psaLine').set({ readAt: new Date() }).execute();
      await writing.control.changeLine(Number(line.psaLineId), { quantity: 99 });
    },
  });
  expect(await writing.line(line)).toMatchObject({ state: 'stale', code: 'SnapshotChanged', sendCount: 0 });
  await writing.control.changeLine(Number(line.psaLineId), { quantity: Number(line.before) });
  await writing.readPsa();
});

it('the wait for the lock counts: what was read before it is read again', async () => {
  const line = await steps.approveNext();
  let free = (): void => undefined;
  let freedAt = Number.POSITIVE_INFINITY;
  let readings = 0;
  const held = new Promise<void>((resolve) => {
    free = resolve;
  });
  const locked = writing.db.transaction().execute(async (tx) => {
    await lockIntegration(tx, writing.key);
    await held;
    freedAt = Date.now();
  });
  await writing.attempt(line, {
    writing: { targetFreshMs: 300, neighborsFreshMs: 15_000 },
    at: (reached) => {
      if (reached === 'before-reading') readings += 1;
      if (reached === 'line-read' && readings === 1) setTimeout(free, 400);
      return Promise.resolve();
    },
  });
  await locked;
  expect(readings).toBeGreaterThan(1);
  expect((await steps.settled(line)).requests).toBe(1);
  expect((await writing.line(line)).sentAt!.getTime()).toBeGreaterThanOrEqual(freedAt);
});
