import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { housekeepingScheduleId, writeBackWorkflowId } from '../../contracts/temporal/names.ts';
import type { SeatwiseClient } from '../../embedded/tour/seatwise-client.ts';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { expectOracle } from '../../tools/oracle/oracle.ts';
import { active, body, type Connected, type Item, runEnds, startSync } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import { openNotices } from './sync-observations.ts';
import {
  auditOf,
  expectNothingSent,
  expectWrittenOnce,
  inPsa,
  patchesTo,
  pathOf,
  workflowOver,
  writesTo,
} from './write-back-observations.ts';
import {
  answerBillingTarget,
  approve,
  approvedBy,
  turnOnWriteBack,
  command,
  decideLine,
  end,
  changeable,
  raiseByOne,
  reaches,
  signedInAs,
  usageLine,
} from './write-back-steps.ts';

describe('an approved change on its way to the PSA', () => {
  let product: Product;
  let integration: Connected;
  let labels: string[];
  beforeAll(async () => {
    product = await startProduct();
    integration = await active(product);
    labels = [...(await changeable(product, integration))];
    await answerBillingTarget(product, integration);
  });
  afterAll(() => product.close());
  afterEach(async () => {
    await product.control.clear();
    await expectOracle(product);
  });

  /** Each test takes lines of its own. */
  const nextLabel = (): string => labels.shift()!;

  const heldPatch = async (psaLineId: string, ms: number): Promise<void> => {
    const path = await pathOf(product, psaLineId);
    await product.control.inject({
      vendor: 'connectwise', method: 'PATCH', path, times: 1, fault: { kind: 'delay', ms },
    }); // prettier-ignore
  };

  it('is proposed while unarmed, sent only after an approver confirms, and leaves a match with every step in the audit', async () => {
    const reviewer = await signedInAs(product, 'reviewer');
    const label = 'Zenith Distribution';
    const proposal = await decideLine(product, integration, label, {}, reviewer.client);
    expect(proposal).toMatchObject({ outcome: 'proposed', approvalId: null });
    await turnOnWriteBack(product, integration);
    const since = (await product.control.requestLog()).length;
    expect(await usageLine(product, integration, label)).toMatchObject({ decision: 'proposed' });
    expect((await product.client.request('GET', '/write-backs')).body).toMatchObject({ items: [] });

    const approver = await signedInAs(product, 'approver');
    const line = approvedBy(await decideLine(product, integration, label, {}, approver.client), label);
    expect(line).toMatchObject({ before: '9', after: '12' });
    const written = await end(product, line);
    expect(written).toMatchObject({
      state: 'confirmed', sendCount: 1, cause: null, psaShows: '12', actor: { kind: 'member', id: approver.id },
      intents: [{ sendNumber: 1, before: '9', after: '12', outcome: 'confirmed' }],
    }); // prettier-ignore
    await expectWrittenOnce(product, line);
    expect(await usageLine(product, integration, label)).toMatchObject({ kind: 'match', decision: 'open' });
    expect(await auditOf(product, line)).toEqual([
      ['usage-line.proposed', reviewer.id],
      ['usage-line.approved', approver.id],
      ['write-back.sending', 'seatwise'],
      ['write-back.confirmed', 'seatwise'],
    ]);
    // Nothing but this one line was asked to change.
    const asked = (await product.control.requestLog(since)).filter(
      (entry) => entry.kind === 'request' && entry.method === 'PATCH',
    );
    expect(asked).toHaveLength(1);
    expect(await runEnds(product, await startSync(product, integration))).toMatchObject({
      state: 'succeeded',
    });
    expect(await usageLine(product, integration, label)).toMatchObject({ kind: 'match', psaQuantity: '12' });
  });

  it('is followed from the click to its outcome by log lines alone', async () => {
    const { approvalId } = await raiseByOne(product, integration, nextLabel());
    const linesWith = (ids: Readonly<Record<string, unknown>>): readonly Item[] =>
      product
        .logged()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Item)
        .filter((line) => Object.entries(ids).every(([name, value]) => line[name] === value));
    const [click, ...more] = linesWith({ method: 'POST', route: '/usage-lines/decisions' }).slice(-1);
    expect([click?.['status'], more]).toEqual([200, []]);
    const relayed = await waitFor('the relay', 10_000, () => {
      const found = linesWith({ requestId: click?.['requestId'], msg: 'approval relayed' });
      return Promise.resolve(found[0] ?? null);
    });
    expect(relayed).toMatchObject({ approvalId, workflowId: writeBackWorkflowId(approvalId) });
    await waitFor('the attempt that wrote', 10_000, () => {
      const { workflowId } = relayed;
      return Promise.resolve(linesWith({ workflowId, activity: 'applyWrites', code: null })[0] ?? null);
    });
  });

  it('is made once where two approvers decide at the same moment', async () => {
    const label = 'Linden Insurance';
    const others = await Promise.all([signedInAs(product, 'approver'), signedInAs(product, 'approver')]);
    const results = await Promise.all(
      others.map(({ client }) => decideLine(product, integration, label, {}, client)),
    );
    const approved = results.filter(({ outcome }) => outcome === 'approved');
    expect(approved.length).toBeGreaterThan(0);
    const ends = [];
    for (const result of approved) ends.push(await end(product, approvedBy(result, label)));
    expect(ends.filter(({ state }) => state === 'confirmed')).toHaveLength(1);
    for (const { state, cause } of ends.filter((line) => line['state'] !== 'confirmed'))
      expect([state, cause.code]).toEqual(['canceled', 'Replaced']);
    await expectWrittenOnce(product, approvedBy(approved[0]!, label));
  });

  it('is made once where a sync reads and composes at the same time', async () => {
    await product.control.latency(60);
    const runId = await startSync(product, integration);
    const [one, other] = [nextLabel(), nextLabel()];
    const first = await raiseByOne(product, integration, one);
    const [run, written] = await Promise.all([runEnds(product, runId), end(product, first)]);
    const second = await raiseByOne(product, integration, other);
    await product.control.latency(0);
    expect(run).toMatchObject({ state: 'succeeded' });
    expect(written).toMatchObject({ state: 'confirmed' });
    expect(await end(product, second)).toMatchObject({ state: 'confirmed' });
    for (const line of [first, second]) await expectWrittenOnce(product, line);
    expect(await usageLine(product, integration, one)).toMatchObject({ psaQuantity: first.after });
  });

  it('takes the place of one that still waits; only the second is sent', async () => {
    const label = nextLabel();
    const first = await raiseByOne(product, integration, label, { billingTarget: 'invoice-after' });
    expect(await usageLine(product, integration, label)).toMatchObject({ decision: 'approved' });
    const second = await approve(product, integration, label, {
      decision: 'adjust', quantity: Number(first.after) + 1, reason: 'two after all', billingTarget: 'next-invoice',
    }); // prettier-ignore
    expect(await end(product, first)).toMatchObject({
      state: 'canceled', cause: { code: 'Replaced' }, replacedBy: second.approvalLineId,
    }); // prettier-ignore
    expect(await end(product, second)).toMatchObject({ state: 'confirmed' });
    await expectWrittenOnce(product, second);
  });

  describe('and a person who cancels it', () => {
    it('comes too late while it is being sent', async () => {
      const label = nextLabel();
      await heldPatch((await usageLine(product, integration, label))['target'].psaLineId as string, 2_500);
      const line = await raiseByOne(product, integration, label);
      await reaches(product, line, ['sending']);
      const answer = await command(product, line, 'cancel');
      expect([answer.status, body(answer)['code']]).toEqual([409, 'WriteInFlight']);
      const again = await decideLine(product, integration, label, { decision: 'approve' });
      expect(again).toMatchObject({ outcome: 'rejected', code: 'WriteInFlight' });
      expect(await end(product, line)).toMatchObject({ state: 'confirmed' });
      await expectWrittenOnce(product, line);
    });

    it('is in time while it is read once more: nothing is sent', async () => {
      const label = nextLabel();
      const psaLineId = (await usageLine(product, integration, label))['target'].psaLineId as string;
      // The line is read last in the list of its agreement (RULES 6).
      const path = (await pathOf(product, psaLineId)).replace(/\/\d+$/u, '');
      await product.control.inject({
        vendor: 'connectwise', method: 'GET', path, times: 1, fault: { kind: 'delay', ms: 700 },
      }); // prettier-ignore
      const since = (await product.control.requestLog()).length;
      const line = await raiseByOne(product, integration, label);
      await waitFor('the reading before the write', 10_000, async () =>
        (await product.control.requestLog(since)).some(
          (entry) => entry.kind === 'request' && entry.path === path,
        )
          ? true
          : null,
      );
      expect((await command(product, line, 'cancel')).status).toBe(200);
      expect(await end(product, line)).toMatchObject({
        state: 'canceled',
        cause: { code: 'CanceledByPerson' },
      });
      await workflowOver(product, line);
      await expectNothingSent(product, line);
    });

    /** Apart so far, the cancels meet every step of a change's way: it takes some 200 ms. */
    const momentMs = 40;

    it('wins or loses, never both, whenever the cancel comes', async () => {
      const label = nextLabel();
      let wins = 0;
      for (let turn = 0; turn < 6; turn += 1) {
        const line = await raiseByOne(product, integration, label);
        const before = (await writesTo(product, line.psaLineId)).length;
        await sleep(turn * momentMs);
        const { status } = await command(product, line, 'cancel');
        const { state } = await end(product, line);
        const writes = (await writesTo(product, line.psaLineId)).length - before;
        expect([status === 200, state, writes]).toEqual(
          status === 200 ? [true, 'canceled', 0] : [false, 'confirmed', 1],
        );
        if (status === 200) wins += 1;
      }
      process.stderr.write(`    cancel came first ${wins} times of 6\n`);
    });
  });

  it('ends in a conflict where a person edits between sending and reading back; resolved, it can be decided again', async () => {
    const label = nextLabel();
    const { psaLineId, before } = (await usageLine(product, integration, label))['target'] as {
      psaLineId: string;
      before: string;
    };
    const edited = Number(before) + 3;
    const path = await pathOf(product, psaLineId);
    const when = { vendor: 'connectwise', method: 'PATCH', path } as const;
    await product.control.inject({ ...when, times: 1, fault: { kind: 'done-answer-lost' } });
    await product.control.atMoment({
      when: { ...when, phase: 'after-handling' },
      do: { kind: 'change-line', lineId: Number(psaLineId), changes: { quantity: edited } },
    });
    const line = await raiseByOne(product, integration, label);
    expect(await end(product, line)).toMatchObject({
      state: 'conflict', psaShows: String(edited), cause: { code: 'WriteConflict' }, can: { resolve: true },
    }); // prettier-ignore
    expect(await patchesTo(product, psaLineId)).toHaveLength(1);
    expect(await openNotices(product, integration)).toMatchObject([{ code: 'WriteConflict' }]);
    const wish = { decision: 'adjust', quantity: edited + 1, reason: 'what the customer holds' } as const;
    expect(await decideLine(product, integration, label, wish)).toMatchObject({ code: 'WriteConflictOpen' });

    const resolved = await command(product, line, 'resolve', {
      reason: 'the customer bought three by phone',
    });
    expect(resolved.status).toBe(200);
    expect(await openNotices(product, integration)).toEqual([]);
    const next = await approve(product, integration, label, wish);
    expect(await end(product, next)).toMatchObject({ state: 'confirmed' });
    expect(await inPsa(product, psaLineId)).toBe(String(edited + 1));
    expect((await auditOf(product, line)).map(([action]) => action)).toEqual([
      'usage-line.adjusted', 'write-back.sending', 'write-back.unknown', 'write-back.conflict', 'write-back.resolved',
    ]); // prettier-ignore
  });

  it('stands still at the day’s limit until an administrator continues', async () => {
    const setCaps = (client: SeatwiseClient, lines: number) =>
      client.request('PUT', '/settings', { writeCaps: { lines } });
    const sent = await product.db
      .selectFrom('writeIntent')
      .select(({ fn }) => fn.count<string>('approvalLineId').distinct().as('lines'))
      .executeTakeFirstOrThrow();
    expect((await setCaps(product.client, Number(sent.lines) + 1)).status).toBe(200);
    const [first, second] = [nextLabel(), nextLabel()];
    const one = await raiseByOne(product, integration, first);
    expect(await end(product, one)).toMatchObject({ state: 'confirmed' });
    const other = await raiseByOne(product, integration, second);
    await waitFor('the notice', 10_000, async () =>
      (await openNotices(product, integration)).some(({ code }) => code === 'WriteCapReached') ? true : null,
    );
    // The notice is stored before the workflow hears of it.
    const detail = await waitFor('the progress', 10_000, async () => {
      const now = body(await product.client.request('GET', `/write-backs/${other.approvalId}`));
      return now['progress']?.blocked === 'WriteCapReached' ? now : null;
    });
    expect(detail['lines']).toMatchObject([{ state: 'queued' }]);
    expect(detail['progress']).toMatchObject({ live: true });
    await expectNothingSent(product, other);

    const approver = await signedInAs(product, 'approver');
    const continueWrites = (client: SeatwiseClient) =>
      client.request('POST', `${integration.path}/write-backs/continue`, { cap: 'writeCaps' }, randomUUID());
    expect((await continueWrites(approver.client)).status).toBe(403);
    expect((await continueWrites(product.client)).status).toBe(200);
    expect(await end(product, other)).toMatchObject({ state: 'confirmed' });
    await expectWrittenOnce(product, other);
    expect(await openNotices(product, integration)).toEqual([]);
    await setCaps(product.client, 200);
  });

  it('goes before what people wait for, and that before syncs and housekeeping', async () => {
    const line = await usageLine(product, integration, (await changeable(product, integration))[0]!);
    const read = await product.client.request(
      'POST',
      `/usage-lines/${line['id'] as string}/read-again`,
      {},
      randomUUID(),
    );
    await runEnds(product, body(read)['runId'] as string);
    await product.temporal.schedule.getHandle(housekeepingScheduleId).trigger();
    const byKind = await waitFor('a run of housekeeping', 10_000, async () => {
      const found = new Map<string, Set<number | undefined>>();
      for await (const { workflowId } of product.temporal.workflow.list()) {
        const { priority } = await product.temporal.workflow.getHandle(workflowId).describe();
        const kind = /^(?:sync\/[^/]+\/)?[a-z]+(?:-[a-z]+)*/u
          .exec(workflowId)![0]
          .replace(/^sync\/.+\//u, 'sync ');
        found.set(kind, (found.get(kind) ?? new Set()).add(priority?.priorityKey));
      }
      return found.has('housekeeping') ? found : null;
    });
    expect(Object.fromEntries([...byKind].map(([kind, keys]) => [kind, [...keys]]))).toEqual({
      'write-back': [1],
      integration: [2],
      'sync line': [2],
      'sync first': [3],
      'sync manual': [3],
      housekeeping: [5],
    });
  });
});
