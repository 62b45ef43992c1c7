import { asWritten, message } from '../../messages/message.ts';
import { bySystem } from '../../use-cases/request-context.ts';
import { endQueuedApprovals } from '../../use-cases/composition/approval-ends.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { compositionSettings } from '../../db/settings/composition-settings.ts';
import { credentialSummaries } from '../../db/secrets/credentials.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import { composeEverything } from '../../use-cases/composition/recompose-usage.ts';
import { changeDailyCaps } from '../../db/settings/settings.ts';
import { sentToday } from '../../db/write-back/write-intents.ts';
import { dayIn } from '../../domain/billing-day.ts';
import { runActivity } from '../../test/environment/activities-under-test.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';
import { concludeProbe } from '../credentials/conclude-probe.ts';
import { createExpireApprovals } from '../housekeeping/expire-approvals.ts';

/** Notices about writes that stand still: open while something does, and no longer. */
let writing: WritingUnderTest;
let steps: WritingSteps;

beforeAll(async () => {
  writing = await writingUnderTest();
  steps = writingSteps(writing);
});
afterEach(async () => {
  await writing.control.clear();
  await canceled(() => true);
  await writing.expectOracle();
});
afterAll(() => writing.close());

const open = async (code: string) => (await steps.openNotices(code)).length;

/** As turning off write-back cancels, or a person one of them. */
const canceled = (which: (line: ApprovalLine) => boolean) =>
  writing.db.transaction().execute(async (tx) => {
    await lockIntegration(tx, writing.key);
    const end = { code: 'WriteBackTurnedOff', detail: message('write-back.ended.write-back-off') } as const;
    await endQueuedApprovals(
      tx,
      writing.key,
      end,
      { ...bySystem(writing.key, new Date()), actor: writing.approver },
      which,
    );
    await composeEverything(tx, writing.key, null, new Date());
  });

describe('a write that the rejected sign-in blocks', () => {
  async function blocked(): Promise<ApprovalLine> {
    const line = await steps.approveNext();
    const rejection = await writing.control.inject({
      vendor: 'connectwise',
      fault: { kind: 'status', status: 401 },
    });
    expect((await steps.settled(line)).blocked).toBe('WriteBlocked');
    await writing.control.clear(rejection.id);
    expect(await open('WriteBlocked')).toBe(1);
    return line;
  }

  it('is no notice any more once the last approved change ended without a write', async () => {
    const line = await blocked();
    const other = await steps.approveNext({ billingTarget: 'invoice-after' });
    await canceled(({ id }) => id === line.id);
    expect(await open('WriteBlocked')).toBe(1);
    await canceled(({ id }) => id === other.id);
    expect(await open('WriteBlocked')).toBe(0);
  });

  it('is no notice any more once somebody made the change in the PSA', async () => {
    const line = await blocked();
    await writing.control.changeLine(Number(line.psaLineId), { quantity: Number(line.after) });
    expect(await steps.settled(line)).toMatchObject({ state: 'unchanged', requests: 0 });
    expect(await open('WriteBlocked')).toBe(0);
  });

  it('is no notice any more once its time was over', async () => {
    const line = await blocked();
    const later = () => new Date(Date.parse(line.expiresAt) + 1);
    await writing.untilSettled(line, { now: later });
    expect(await writing.line(line)).toMatchObject({ state: 'canceled', code: 'ApprovalExpired' });
    expect(await open('WriteBlocked')).toBe(0);
  });

  it('is no notice any more once the PSA accepts the sign-in, though the change still waits', async () => {
    const line = await blocked();
    const psa = (await credentialSummaries(writing.db, writing.key)).find(({ set }) => set === 'psa')!;
    const verdict = {
      set: 'psa',
      credentialId: psa.id,
      ok: true,
      code: null,
      detail: null,
      facts: { serverTimeZone: 'America/Chicago' },
    } as const;
    await concludeProbe(writing.deps(), writing.key, [verdict]);
    expect(await open('WriteBlocked')).toBe(0);
    expect(await writing.line(line)).toMatchObject({ state: 'queued' });
  });

  it('is no notice any more once the PSA rejects a write for another reason', async () => {
    const line = await blocked();
    await steps.approveNext({ billingTarget: 'invoice-after' });
    const { publicKey } = writing.credentials.psa;
    await writing.control.changeRights(publicKey, { agreementsEdit: false });
    expect(await steps.settled(line)).toMatchObject({ state: 'rejected', code: 'PsaRightMissing' });
    await writing.control.changeRights(publicKey, { agreementsEdit: true });
    expect(await open('WriteBlocked')).toBe(0);
  });
});

describe('a reached limit of the day', () => {
  const setLines = (lines: number) =>
    writing.db
      .transaction()
      .execute((tx) => changeDailyCaps(tx, writing.key.tenantId, 'writeCaps', { lines }));
  const sent = async (): Promise<number> => {
    const { timeZone } = await compositionSettings(writing.db, writing.key);
    return (await sentToday(writing.db, writing.key, dayIn(timeZone, new Date()), 'writeCaps')).lines;
  };
  async function reached(): Promise<ApprovalLine> {
    expect(await steps.settled(await steps.approveNext())).toMatchObject({ state: 'confirmed' });
    await setLines(await sent());
    const line = await steps.approveNext();
    expect((await steps.settled(line)).blocked).toBe('WriteCapReached');
    expect(await open('WriteCapReached')).toBe(1);
    return line;
  }
  const housekeep = (now: Date) =>
    runActivity(createExpireApprovals({ ...writing.deps(), now: () => now }), { after: null });
  afterEach(() => setLines(200));

  it('is no notice any more on the next day, before anything is sent', async () => {
    const line = await reached();
    await housekeep(new Date());
    expect(await open('WriteCapReached')).toBe(1);
    await housekeep(new Date(Date.now() + 24 * 3_600_000));
    expect(await open('WriteCapReached')).toBe(0);
    expect(await writing.line(line)).toMatchObject({ state: 'queued' });
  });

  it('is no notice any more once the line fits again and is sent', async () => {
    const line = await reached();
    await setLines((await sent()) + 1);
    expect(await steps.settled(line)).toMatchObject({ state: 'confirmed' });
    expect(await open('WriteCapReached')).toBe(0);
  });

  it('is no notice any more once nothing waits for it', async () => {
    const line = await reached();
    const other = await steps.approveNext();
    const full = { code: 'WriteCapReached', subject: 'createCaps', detail: asWritten('full') } as const;
    await writing.db.transaction().execute((tx) => raiseNotice(tx, writing.key, full));
    await canceled(({ id }) => id === line.id);
    expect(await steps.openNotices('WriteCapReached')).toMatchObject([{ subject: 'writeCaps' }]);
    await canceled(({ id }) => id === other.id);
    expect(await open('WriteCapReached')).toBe(0);
  });
});
