import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { Crash, type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';

/** What the PSA answers to a write, and what becomes of it; real rows, the simulated PSA over TLS. */
let writing: WritingUnderTest;
let steps: WritingSteps;

beforeAll(async () => {
  writing = await writingUnderTest();
  steps = writingSteps(writing);
});
afterEach(async () => {
  await writing.control.clear();
  await writing.control.clearMoments();
});
afterAll(async () => writing.close());

const patchFault = (fault: FaultOrder['fault'], times?: number): FaultOrder => ({
  vendor: 'connectwise',
  method: 'PATCH',
  fault,
  ...(times === undefined ? {} : { times }),
});

const noticeOf = async ({ id }: ApprovalLine, code: string): Promise<string | undefined> =>
  (await steps.openNotices(code)).find(({ subject }) => subject === id)?.detail;

async function settled(line: ApprovalLine) {
  const { state, code, requests } = await steps.settled(line);
  return { state, code, requests };
}

describe('the PSA answers', () => {
  it('in plain text that it will not: rejected, with its words', async () => {
    const line = await steps.approveNext();
    await writing.control.inject(
      patchFault({ kind: 'status', status: 400, body: 'text', text: 'Period is locked by accounting.' }, 1),
    );
    expect(await settled(line)).toEqual({ state: 'rejected', code: 'PsaRejected', requests: 1 });
    expect(await noticeOf(line, 'WriteRejected')).toContain('Period is locked by accounting.');
    await writing.expectOracle();
  });

  it('409, and does it all the same: confirmed by reading, sent once', async () => {
    const line = await steps.approveNext();
    await writing.control.inject(patchFault({ kind: 'done-status', status: 409 }, 1));
    expect(await settled(line)).toEqual({ state: 'confirmed', code: null, requests: 1 });
    await writing.expectOracle();
  });

  it('429, and did it all the same: that sending counts', async () => {
    const line = await steps.approveNext();
    await writing.control.inject(patchFault({ kind: 'done-status', status: 429 }, 1));
    expect(await writing.untilSettled(line)).toMatchObject({ blocked: 'PsaBusy' });
    expect(await settled(line)).toEqual({ state: 'confirmed', code: null, requests: 1 });
    expect(await writing.line(line)).toMatchObject({ sendCount: 1 });
    await writing.expectOracle();
  });

  it('409 twice without doing it: sent twice, then a person decides', async () => {
    const line = await steps.approveNext();
    await writing.control.inject(patchFault({ kind: 'status', status: 409 }, 2));
    expect(await settled(line)).toMatchObject({ state: 'conflict', requests: 2 });
    expect(await noticeOf(line, 'WriteConflict')).toContain('sent 2 times');
    await writing.expectOracle();
  });

  it('404 though the line is there: read again, sent once more, and confirmed', async () => {
    const line = await steps.approveNext();
    await writing.control.inject(patchFault({ kind: 'status', status: 404 }, 1));
    expect(await settled(line)).toEqual({ state: 'confirmed', code: null, requests: 2 });
    expect(await noticeOf(line, 'WriteRejected')).toBeUndefined();
    await writing.expectOracle();
  });

  it('404, and did it all the same: confirmed by reading, sent once', async () => {
    const line = await steps.approveNext();
    await writing.control.inject(patchFault({ kind: 'done-status', status: 404 }, 1));
    expect(await settled(line)).toEqual({ state: 'confirmed', code: null, requests: 1 });
    await writing.expectOracle();
  });

  it('404 twice though the line is there: a person decides, and is told so', async () => {
    const line = await steps.approveNext();
    await writing.control.inject(patchFault({ kind: 'status', status: 404 }, 2));
    expect(await settled(line)).toMatchObject({ state: 'conflict', requests: 2 });
    expect(await noticeOf(line, 'WriteConflict')).toContain(
      'The PSA responded that the line does not exist.',
    );
    await writing.expectOracle();
  });

  it('with half an answer to a write that was done: confirmed by reading', async () => {
    const line = await steps.approveNext();
    await writing.control.inject(patchFault({ kind: 'cut-body' }, 1));
    expect(await settled(line)).toMatchObject({ state: 'confirmed', requests: 1 });
    await writing.expectOracle();
  });

  it('403, the right is missing: rejected, the right is known to be missing, and proven by the next write', async () => {
    const line = await steps.approveNext();
    const { publicKey } = writing.credentials.psa;
    await writing.control.changeRights(publicKey, { agreementsEdit: false });
    expect(await settled(line)).toEqual({ state: 'rejected', code: 'PsaRightMissing', requests: 1 });
    const right = () =>
      writing.db.selectFrom('integration').select('writeRight').executeTakeFirstOrThrow();
    expect(await right()).toEqual({ writeRight: 'rejected' });
    await writing.control.changeRights(publicKey, { agreementsEdit: true });
    expect(await settled(await steps.approveNext())).toMatchObject({ state: 'confirmed' });
    expect(await right()).toEqual({ writeRight: 'proven' });
    await writing.expectOracle();
  }); // prettier-ignore

  it.each(['PATCH', 'GET'])('401 to a %s: stays queued with a notice, and goes out later', async (method) => {
    const line = await steps.approveNext();
    await writing.control.inject({ ...patchFault({ kind: 'status', status: 401 }), method });
    const status = await writing.untilSettled(line);
    expect(status).toMatchObject({ open: 1, due: 0, blocked: 'WriteBlocked' });
    expect(await writing.line(line)).toMatchObject({ state: 'queued', sendCount: 0 });
    expect(await steps.openNotices('WriteBlocked')).toHaveLength(1);
    await writing.expectOracle();
    await writing.control.clear();
    expect(await settled(line)).toMatchObject({ state: 'confirmed' });
    expect(await steps.openNotices('WriteBlocked')).toEqual([]);
    await writing.expectOracle();
  });

  it('429: stays queued for as long as the PSA asks, and goes out then', async () => {
    const line = await steps.approveNext();
    await writing.control.inject(patchFault({ kind: 'status', status: 429, retryAfter: 7 }, 1));
    const status = await writing.untilSettled(line);
    expect(status).toMatchObject({ open: 1, due: 0, blocked: 'PsaBusy' });
    expect(status.nextCheckMs).toBeGreaterThanOrEqual(7_000);
    expect(await settled(line)).toMatchObject({ state: 'confirmed', requests: 2 });
    await writing.expectOracle();
  });

  it('429 to the second sending: the first is still to be resolved, and is', async () => {
    const line = await steps.approveNext();
    await writing.control.inject(patchFault({ kind: 'status', status: 503 }, 1));
    await writing.control.inject(patchFault({ kind: 'status', status: 429, retryAfter: 1 }, 1));
    expect(await writing.untilSettled(line)).toMatchObject({ open: 1, blocked: 'PsaBusy' });
    expect(await writing.line(line)).toMatchObject({ state: 'unknown', sendCount: 1 });
    await writing.expectOracle();
    expect(await settled(line)).toMatchObject({ state: 'confirmed', requests: 3 });
    await writing.expectOracle();
  });

  it('nothing for too long to any reading back: a person decides', async () => {
    const line = await steps.approveNext();
    await expect(writing.attempt(line, { crashAt: 'answered' })).rejects.toThrow(Crash);
    await writing.control.inject({ vendor: 'connectwise', method: 'GET', fault: { kind: 'status', status: 503 } });
    expect(await writing.untilSettled(line)).toMatchObject({ open: 1, blocked: 'PsaUnreachable' });
    expect(await writing.line(line)).toMatchObject({ state: 'unknown' });
    await writing.untilSettled(line, { now: () => new Date(Date.now() + 25 * 3_600_000) });
    expect(await writing.line(line)).toMatchObject({ state: 'conflict' });
    await writing.control.clear();
    await writing.readPsa();
    await writing.expectOracle();
  }); // prettier-ignore

  it('nothing it could send: a quantity beyond what an integer holds is rejected before it leaves', async () => {
    const line = await steps.approveNext({ by: 3_000_000_000 });
    expect(await settled(line)).toMatchObject({ state: 'rejected', requests: 0 });
    await writing.expectOracle();
  });

  it('so late that a person was told before: the one thing no client can prevent, seen by the oracle', async () => {
    const line = await steps.approveNext();
    await writing.control.inject(patchFault({ kind: 'late-effect', afterMs: 120_000 }, 2));
    expect(await settled(line)).toMatchObject({ state: 'conflict', requests: 2 });
    await writing.control.releaseLateEffects();
    await writing.readPsa();
    await writing.expectOracle(['late-effect']);
  });
});
