import { asWritten } from '../../messages/message.ts';
import { type ApprovalLine, openLinesOf } from '../../db/write-back/approval-lines.ts';
import { signApprovals } from '../../db/write-back/approval-signatures.ts';
import { changeDailyCaps } from '../../db/settings/settings.ts';
import { capOf } from '../../domain/write-back/daily-cap.ts';
import type { Psa, WriteOutcome, WriteScope, WriteTrouble } from '../../psa/port.ts';
import { approveEnd } from '../../test/environment/ending-under-test.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';

/** How far what one line met reaches: which lines of its approval are asked about after it. */
let writing: WritingUnderTest;
let steps: WritingSteps;

beforeAll(async () => {
  writing = await writingUnderTest();
  steps = writingSteps(writing);
});
afterAll(async () => writing.close());

/** One approval of three lines. `together`: the first two say that they are on one agreement. */
async function approveThree(together: boolean): Promise<readonly [ApprovalLine, ApprovalLine, ApprovalLine]> {
  const lines = [await steps.approveNext(), await steps.approveNext(), await steps.approveNext()];
  const [first, second, third] = await inOneApproval(lines);
  if (together)
    await writing.db
      .updateTable('approvalLine')
      .set({ agreementId: first!.agreementId })
      .where('id', '=', second!.id)
      .execute();
  await signAgain([first!, second!, third!]);
  return [first!, second!, third!];
}

/** In the order in which they are worked; they are yet to be signed. */
async function inOneApproval(lines: readonly ApprovalLine[]): Promise<readonly ApprovalLine[]> {
  const { approvalId, tenantId } = lines[0]!;
  const ids = lines.map(({ id }) => id);
  await writing.db.updateTable('approvalLine').set({ approvalId }).where('id', 'in', ids).execute();
  return openLinesOf(writing.db, tenantId, approvalId);
}

/** As if they had been approved so: what was changed here is signed. */
async function signAgain(lines: readonly ApprovalLine[]): Promise<void> {
  const ids = lines.map(({ id }) => id);
  await writing.db.transaction().execute(async (tx) => {
    await tx.deleteFrom('approvalSignature').where('approvalLineId', 'in', ids).execute();
    const stored = await tx
      .selectFrom('approvalLine')
      .innerJoin('integration', 'integration.id', 'approvalLine.integrationId')
      .selectAll('approvalLine')
      .select('integration.psa')
      .where('approvalLine.id', 'in', ids)
      .execute();
    await signApprovals(tx, writing.deps().keyRing, stored);
  });
}

const met = (scope: WriteScope, kind: 'not-sent' | 'unknown' | 'rejected'): WriteTrouble => {
  const trouble = { scope, code: 'PsaBusy', detail: asWritten('Open in another session.') } as const;
  return kind === 'not-sent'
    ? { ...trouble, kind, needsPerson: false, retryAfterMs: null }
    : { ...trouble, kind };
};

/** The first line meets this; whoever is asked about is noted, others would be answered alike. */
function answering(outcome: WriteOutcome, first: ApprovalLine) {
  const asked: string[] = [];
  const sent: string[] = [];
  const psa = (real: Psa): Psa => ({
    ...real,
    readTarget: (ref, limits) => {
      asked.push(ref.lineId);
      return real.readTarget(ref, limits);
    },
    write: (plan) => {
      if (plan.kind !== 'set-quantity') throw new Error('only quantities are set here');
      const { ref } = plan;
      sent.push(ref.lineId);
      return Promise.resolve(ref.lineId === first.psaLineId ? outcome : met('line', 'not-sent'));
    },
  });
  return { asked, sent, psa };
}

const statesOf = async (lines: readonly ApprovalLine[]) =>
  Promise.all(
    lines.map(async (line) => {
      const { state, code } = await writing.line(line);
      return `${state} ${code ?? ''}`.trim();
    }),
  );

/** Nothing of a test is left to the next. */
afterEach(async () => {
  await writing.db
    .updateTable('writeIntent')
    .set({ outcome: 'not-sent', concludedAt: new Date() })
    .where('outcome', 'is', null)
    .execute();
  await writing.db
    .updateTable('approvalLine')
    .set({ state: 'canceled', finishedAt: new Date() })
    .where('state', 'in', ['queued', 'sending', 'unknown'])
    .execute();
});

describe('what one line of an approval met', () => {
  it.each([
    ['connection', 'not-sent', 'queued PsaBusy', 1],
    ['connection', 'unknown', 'unknown WriteOutcomeUnknown', 1],
    ['connection', 'rejected', 'rejected PsaBusy', 1],
  ] as const)('reaches every other: %s, %s', async (scope, kind, state, sent) => {
    const lines = await approveThree(false);
    const first = lines[0];
    const seen = answering(met(scope, kind), first);
    const status = await writing.attempt(first, { psa: seen.psa });
    expect(status).toMatchObject({ due: 0, blocked: 'PsaBusy' });
    expect(seen.sent).toHaveLength(sent);
    expect(await statesOf(lines)).toEqual([state, 'queued PsaBusy', 'queued PsaBusy']);
  });

  it.each([
    ['not-sent', 'queued PsaBusy'],
    ['unknown', 'unknown WriteOutcomeUnknown'],
    ['rejected', 'rejected PsaBusy'],
  ] as const)('reaches those of its agreement, and no other: %s', async (kind, state) => {
    const lines = await approveThree(true);
    const [first, second, third] = lines;
    const seen = answering(met('agreement', kind), first);
    await writing.attempt(first, { psa: seen.psa });
    expect(seen.asked).not.toContain(second.psaLineId);
    expect(seen.sent).toEqual([first.psaLineId, third.psaLineId]);
    expect(await statesOf(lines)).toEqual([state, 'queued PsaBusy', 'queued PsaBusy']);
  });

  it.each(['not-sent', 'unknown', 'rejected'] as const)('reaches no other: line, %s', async (kind) => {
    const lines = await approveThree(false);
    const [first, second, third] = lines;
    const seen = answering(met('line', kind), first);
    await writing.attempt(first, { psa: seen.psa });
    expect(seen.asked).toEqual(expect.arrayContaining([second.psaLineId, third.psaLineId]));
    expect(seen.sent).toContain(third.psaLineId);
  });

  it('takes no place in a batch that others could have, and does not delay the next one', async () => {
    const lines = await approveThree(false);
    const [first] = lines;
    const psa = (real: Psa): Psa => ({
      ...real,
      write: (plan, limits) =>
        plan.kind === 'set-quantity' && plan.ref.lineId === first.psaLineId
          ? Promise.resolve(met('line', 'not-sent'))
          : real.write(plan, limits),
    });
    const batch = { psa, writing: { batchLines: 1 } };
    expect(await writing.attempt(first, batch)).toMatchObject({ due: 2, blocked: null });
    expect(await statesOf(lines)).toEqual(['queued PsaBusy', 'confirmed', 'queued']);
    expect(await writing.attempt(first, batch)).toMatchObject({ due: 0, blocked: 'PsaBusy' });
    expect(await statesOf(lines)).toEqual(['queued PsaBusy', 'confirmed', 'confirmed']);
  });

  it('says who must act: a credential keeps everything back, with a notice', async () => {
    const lines = await approveThree(false);
    const first = lines[0];
    const rejection = { ...met('connection', 'not-sent'), kind: 'not-sent' as const, needsPerson: true };
    const seen = answering({ ...rejection, retryAfterMs: null }, first);
    expect(await writing.attempt(first, { psa: seen.psa })).toMatchObject({ blocked: 'WriteBlocked' });
    expect(await steps.openNotices('WriteBlocked')).toHaveLength(1);
  });

  it('reaches those that its daily limit counts, and no other', async () => {
    const quantities = [await steps.approveNext(), await steps.approveNext()];
    const free = writing.adjustable.find((label) => quantities.every((line) => line.label !== label))!;
    const lines = await inOneApproval([...quantities, await approveEnd(writing, free, { emptied: true })]);
    await signAgain(lines);
    const cap = capOf(lines[0]!.change.kind);
    await writing.db
      .transaction()
      .execute((tx) => changeDailyCaps(tx, writing.key.tenantId, cap, { lines: 0 }));
    expect(await writing.attempt(lines[0]!)).toMatchObject({ due: 0, blocked: 'WriteCapReached' });
    expect(await statesOf(lines)).toEqual(
      lines.map(({ change }) => (capOf(change.kind) === cap ? 'queued WriteCapReached' : 'confirmed')),
    );
  });
});
