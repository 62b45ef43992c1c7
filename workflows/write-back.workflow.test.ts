import { randomUUID } from 'node:crypto';
import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import type { PsaActivities } from '../contracts/temporal/activities.ts';
import { writeBackChanged, writeBackProgress, type WriteBackStatus } from '../contracts/temporal/messages.ts';
import { writeBackStart, type WriteBackWorkflow, workflowType } from '../contracts/temporal/starts.ts';
import { waitFor } from '../embedded/tour/seatwise-client.ts';
import { scriptedWorkers } from '../test/environment/scripted-workers.ts';

/**
 * What the workflow does with what its activities say, at moments that real ones cannot be held in. Temporal is the
 * real one; everything else about write-backs is tested with the whole product (test/product/write-back*).
 */
const workers = scriptedWorkers();

type Script = Pick<PsaActivities, 'readBillingTarget' | 'applyWrites'>;
type Handle = WorkflowHandle<WriteBackWorkflow>;

/** One approval, served by the script. */
const start = (script: Script): Promise<Handle> =>
  workers.start<WriteBackWorkflow>(
    script,
    workflowType.writeBack,
    writeBackStart(
      { tenantId: randomUUID(), integrationId: randomUUID(), approvalId: randomUUID() },
      'an integration',
    ),
  );

const over: WriteBackStatus = { open: 0, due: 0, nextCheckMs: null, blocked: null };
const due: WriteBackStatus = { ...over, open: 1, due: 1 };
const waits: WriteBackStatus = { ...over, open: 1 };

/** Answers in order, the last one repeatedly; what was asked stands in `asked`. */
function script(asked: string[], answers: readonly WriteBackStatus[]): Script {
  const left = [...answers];
  const next = (name: string) => () => {
    asked.push(name);
    return Promise.resolve(left.length > 1 ? left.shift()! : left[0]!);
  };
  return { readBillingTarget: next('readBillingTarget'), applyWrites: next('applyWrites') };
}

const lookedOften = (asked: readonly string[], times: number): Promise<true> =>
  waitFor(`look ${times}`, 10_000, () => Promise.resolve(asked.length >= times ? true : null));

describe('a write-back workflow', () => {
  it('reads before it ever writes, writes while something is due, and ends with the last line', async () => {
    const asked: string[] = [];
    const handle = await start(script(asked, [due, due, waits, over]));
    await waitFor('the wait', 10_000, async () => {
      const { open, due: nowDue } = await handle.query(writeBackProgress);
      return open === 1 && nowDue === 0 ? true : null;
    });
    await handle.signal(writeBackChanged);
    await handle.result();
    expect(asked).toEqual(['readBillingTarget', 'applyWrites', 'applyWrites', 'readBillingTarget']);
  });

  it('looks again by timer, and reads only: no clock makes it write', async () => {
    const asked: string[] = [];
    const soon = { ...waits, nextCheckMs: 100 };
    const handle = await start(script(asked, [soon, soon, soon, over]));
    await handle.result();
    expect(asked).toEqual([
      'readBillingTarget',
      'readBillingTarget',
      'readBillingTarget',
      'readBillingTarget',
    ]);
  });

  it('looks at once when it is told, however far its timer is', async () => {
    const asked: string[] = [];
    const handle = await start(script(asked, [{ ...waits, nextCheckMs: 3_600_000 }, over]));
    await lookedOften(asked, 1);
    await handle.signal(writeBackChanged);
    await handle.result();
    expect(asked).toHaveLength(2);
  });

  it('loses no word that comes while it looks', async () => {
    const asked: string[] = [];
    const answers = script(asked, [waits, over]);
    let told: () => Promise<void> = () => Promise.resolve();
    const readBillingTarget: Script['readBillingTarget'] = async (input) => {
      const answer = await answers.readBillingTarget(input);
      // The rows were read; the word comes before the answer does.
      if (asked.length === 1) await told();
      return answer;
    };
    let handle: Handle | null = null;
    const started = waitFor('the handle', 10_000, () => Promise.resolve(handle));
    told = async () => (await started).signal(writeBackChanged);
    const given = await start({ ...answers, readBillingTarget });
    handle = given;
    await given.result();
    expect(asked).toEqual(['readBillingTarget', 'readBillingTarget']);
  });

  it('outlives faults of its activities, whatever their number', async () => {
    const asked: string[] = [];
    const answers = script(asked, [due, over]);
    let faults = 0;
    const applyWrites: Script['applyWrites'] = (input) => {
      faults += 1;
      return faults <= 2 ? Promise.reject(new Error('the database is away')) : answers.applyWrites(input);
    };
    const handle = await start({ ...answers, applyWrites });
    await handle.result();
    expect(asked).toEqual(['readBillingTarget', 'applyWrites']);
    expect(faults).toBe(3);
  });

  it('fails where its row is missing, at once', async () => {
    const missing = () =>
      Promise.reject(ApplicationFailure.nonRetryable('approval is missing', 'RowMissing'));
    const handle = await start({ readBillingTarget: missing, applyWrites: missing });
    await expect(handle.result()).rejects.toMatchObject({ cause: { cause: { type: 'RowMissing' } } });
  });

  it('canceled, ends as Cancelled once the write under way has ended', async () => {
    const asked: string[] = [];
    let ended = false;
    const applyWrites: Script['applyWrites'] = async () => {
      asked.push('applyWrites');
      const context = Context.current();
      const beat = setInterval(() => context.heartbeat(), 50);
      try {
        await context.cancelled;
        return due;
      } catch (error) {
        expect(error).toBeInstanceOf(CancelledFailure);
        throw error;
      } finally {
        clearInterval(beat);
        ended = true;
      }
    };
    const handle = await start({ readBillingTarget: () => Promise.resolve(due), applyWrites });
    await lookedOften(asked, 1);
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
    expect([(await handle.describe()).status.name, ended, asked]).toEqual([
      'CANCELLED',
      true,
      ['applyWrites'],
    ]);
  });

  it('canceled, schedules nothing more even where the write under way ends well', async () => {
    const asked: string[] = [];
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const applyWrites: Script['applyWrites'] = async () => {
      asked.push('applyWrites');
      await finished;
      return due;
    };
    const handle = await start({ readBillingTarget: () => Promise.resolve(due), applyWrites });
    await lookedOften(asked, 1);
    await handle.cancel();
    finish();
    await expect(handle.result()).rejects.toThrow();
    expect([(await handle.describe()).status.name, asked]).toEqual(['CANCELLED', ['applyWrites']]);
  });
});
