import { textOf } from '../../test/environment/notice-text.ts';
import { message } from '../../messages/message.ts';
import { sql } from 'kysely';
import { bySystem } from '../../use-cases/request-context.ts';
import { endQueuedApprovals } from '../../use-cases/composition/approval-ends.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { checkpointAudit } from '../../db/audit/audit-chain.ts';
import { putLedgerPosition } from '../../db/audit/ledger-position.ts';
import { checkLedger } from '../../use-cases/operations/check-ledger.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import type { DifferenceKind } from '../../domain/reconciliation/difference.ts';
import type { Psa } from '../../psa/port.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';
import { reconcile, type Reconciliation } from './reconcile.ts';

const patience = { openIntentMs: 60_000, outboxMs: 60_000 };

let writing: WritingUnderTest;
let steps: WritingSteps;
let first: ApprovalLine;

beforeAll(async () => {
  writing = await writingUnderTest({ timeoutMs: 1_000 });
  steps = writingSteps(writing);
});
afterAll(() => writing.close());

const reconciled = (by: (real: Psa) => Psa = (real) => real): Promise<Reconciliation> => {
  const { db, keyRing, psa, now } = writing.deps();
  return reconcile(
    {
      db,
      keyRing,
      psa: (kind, credential, timeZone) => by(psa(kind, credential, { timeZone, onCall: () => undefined })),
      pace: { parallel: 2, apartMs: 1, waitsMs: 1_000 },
      patience,
      lookAgainMs: 1,
      now,
    },
    writing.key.tenantId,
  );
};

const written = async (): Promise<ApprovalLine> => {
  const line = await steps.approveNext();
  expect(await steps.settled(line)).toMatchObject({ state: 'confirmed' });
  return line;
};

const linesWrittenTo = async (psaLineId: string): Promise<number> =>
  (
    await writing.db
      .selectFrom('approvalLine')
      .select('id')
      .where('psaLineId', '=', psaLineId)
      .where('state', '=', 'confirmed')
      .execute()
  ).length;

/** Kinds with the line they were told about, in one order. */
const told = ({ differences }: Reconciliation): readonly (readonly [DifferenceKind, string])[] =>
  differences
    .map(({ kind, subject }): [DifferenceKind, string] => [
      kind,
      subject.approvalLineId ?? subject.approvalId ?? subject.groupKey ?? String(subject.auditSeq),
    ])
    .sort(([, a], [, b]) => a.localeCompare(b));

/** Rows as somebody with the database's password can leave them. */
async function planted(...statements: readonly ReturnType<typeof sql>[]): Promise<void> {
  await sql`alter table audit_event disable trigger audit_event_append_only`.execute(writing.db);
  for (const statement of statements) await statement.execute(writing.db);
  await sql`alter table audit_event enable trigger audit_event_append_only`.execute(writing.db);
}

/** What housekeeping does each hour: create checkpoints, then compare what changed. Returns the number of differences. */
async function checked(): Promise<number> {
  const { keyRing, now } = writing.deps();
  const { db, key } = writing;
  await checkpointAudit(db, keyRing, key.tenantId);
  return checkLedger({ db, keyRing, patience, now }, key.tenantId);
}

const ledgerNotices = async () => {
  const rows = await writing.db
    .selectFrom('notice')
    .select(['detail', 'times'])
    .where('code', '=', 'LedgerDiffers')
    .where('state', '=', 'open')
    .execute();
  return rows.map(({ detail, times }) => ({ detail: textOf(detail), times }));
};

describe('reconciling', () => {
  it('finds nothing after a life without trouble, a waiting change and a lost answer among it', async () => {
    first = await written();
    await steps.approveNext({ billingTarget: 'invoice-after' });
    await writing.control.inject({ vendor: 'connectwise', method: 'PATCH', times: 1, fault: { kind: 'done-answer-lost' } }); // prettier-ignore
    await written();
    const found = await reconciled();
    expect(found).toMatchObject({ differences: [], explained: [], notCompared: [] });
    expect(found.compared).toMatchObject({ approvedChanges: 3, sendings: 2, psaLines: 2 });
    expect(found.compared.auditRows).toBeGreaterThanOrEqual(8);
    const end = { code: 'WriteBackTurnedOff', detail: message('write-back.ended.write-back-off') } as const;
    await writing.db.transaction().execute(async (tx) => {
      await lockIntegration(tx, writing.key);
      await endQueuedApprovals(tx, writing.key, end, bySystem(writing.key, new Date()));
    });
    await writing.recompose();
    expect((await reconciled()).differences).toEqual([]);
    expect(await checked()).toBe(0);
  });

  it('of the rows alone is done each hour, for what changed since the last time', async () => {
    const [before, line] = [first, await written()];
    const edit = (id: string, by: number) =>
      planted(sql`update approval_line set after = after + ${by} where id = ${id}`);
    await edit(line.id, 5);
    // Of a line that did not change since, only the weekly comparison tells.
    await edit(before.id, 5);
    expect(await checked()).toBeGreaterThan(0);
    expect(await ledgerNotices()).toMatchObject([
      { times: 1, detail: expect.stringContaining(`Line ${line.psaLineId}`) },
    ]);
    expect(await checked()).toBe(0);
    await edit(line.id, -5);
    const { keyRing } = writing.deps();
    const weekAgo = new Date(Date.now() - 7 * 24 * 3_600_000);
    const { position } = await writing.db
      .selectFrom('ledgerCheck')
      .select('position')
      .executeTakeFirstOrThrow();
    await writing.db.transaction().execute((tx) =>
      putLedgerPosition(tx, keyRing, writing.key.tenantId, {
        position: Number(position),
        wholeAt: weekAgo,
      }),
    );
    expect(await checked()).toBeGreaterThan(0);
    expect(await ledgerNotices()).toMatchObject([
      { times: 2, detail: expect.stringContaining(`Line ${before.psaLineId}`) },
    ]);
    await edit(before.id, -5);
    // Whoever moves the position on hides nothing: then everything is compared.
    await sql`update ledger_check set position = position + 1000`.execute(writing.db);
    expect(await checked()).toBe(1);
    expect(await ledgerNotices()).toMatchObject([
      { detail: '1 difference found. The signed position of the last check was changed' },
    ]);
    expect(await checked()).toBe(0);
  });

  it('shows an edit by a person as theirs, until a later reading has it', async () => {
    const line = await written();
    await writing.control.changeLine(Number(line.psaLineId), { quantity: 77 });
    const found = await reconciled();
    expect(told(found)).toEqual([['changed-since', line.id]]);
    expect(found.differences[0]).toMatchObject({
      finding: {
        params: {
          finding: {
            id: 'reconciliation.changed-by-others-at',
            params: { shown: { params: { quantity: expect.stringMatching(/^77/u) } } },
          },
        },
      },
    });
    await writing.readPsa();
    const later = await reconciled();
    expect(later.differences).toEqual([]);
    expect(later.explained.map(({ kind, subject }) => [kind, subject.approvalLineId])).toEqual([
      ['changed-since', line.id],
    ]);
  });

  it('tells of a line that is gone from the PSA', async () => {
    const line = await written();
    const path = `/v4_6_release/apis/3.0/finance/agreements/${line.agreementId}/additions`;
    await writing.control.inject({ vendor: 'connectwise', method: 'GET', path, fault: { kind: 'status', status: 404 } }); // prettier-ignore
    expect(told(await reconciled())).toEqual([['psa-line-gone', line.id]]);
    await writing.control.clear();
  });

  it('never says that nothing differs where the PSA does not answer, or does not let us in', async () => {
    for (const status of [503, 401]) {
      await writing.control.inject({
        vendor: 'connectwise',
        method: 'GET',
        fault: { kind: 'status', status },
      });
      const found = await reconciled();
      await writing.control.clear();
      expect(found.differences).toEqual([]);
      expect(found.compared.psaLines).toBe(0);
      const lines = new Set(found.notCompared.flatMap(({ psaLineIds }) => psaLineIds));
      expect([lines.size, found.notCompared.map(({ disconnected }) => disconnected)]).toEqual([5, [false]]);
    }
  });

  it('waits for a PSA that takes no more calls for now, and says so where that takes too long', async () => {
    const busyFor =
      (times: number, retryAfterMs: number) =>
      (real: Psa): Psa => {
        let left = times;
        const busy = {
          ok: false,
          code: 'PsaBusy',
          hint: null,
          detail: message('psas.slow-down'),
          scope: 'call',
          retryAfterMs,
        } as const;
        return { ...real, lines: (...asked) => (left-- > 0 ? Promise.resolve(busy) : real.lines(...asked)) };
      };
    expect((await reconciled(busyFor(3, 5))).notCompared).toEqual([]);
    const { notCompared, differences } = await reconciled(busyFor(1_000, 60_000));
    expect([notCompared.map(({ code }) => code), differences]).toEqual([['PsaBusy'], []]);
  });

  it('finds everything that was planted in the rows, each once and about its own line', async () => {
    const lines: string[] = [];
    for (let count = 0; count < 8; count += 1) lines.push((await written()).id);
    const [noIntent, other, elsewhere, unaudited, edited, early, twice, never] = lines as [
      string, string, string, string, string, string, string, string,
    ]; // prettier-ignore
    // Its PSA line was written once more since, so that only its own rows tell of the loss.
    const gone = first.id;
    expect(await linesWrittenTo(first.psaLineId)).toBe(2);
    const [stuck, lost] = [await steps.approveNext(), await steps.approveNext()];
    await planted(
      sql`delete from write_intent where approval_line_id = ${noIntent}`,
      sql`update write_intent set after = after + 1 where approval_line_id = ${other}`,
      sql`update approval_line set invoice_date_at_sending = '2031-01-01' where id = ${elsewhere}`,
      sql`delete from audit_event where object_id = ${unaudited} and action = 'write-back.confirmed'`,
      sql`update audit_event set detail = detail || '{"after": "999"}' where object_id = ${edited}
        and action = 'write-back.confirmed'`,
      sql`update approval_line set approved_at = sent_at + interval '1 second' where id = ${early}`,
      // A confirmation that never was: the PSA had last changed the line long before.
      sql`update approval_line set after = after + 3, finished_at = finished_at + interval '1 hour' where id = ${never}`,
      sql`update write_intent set after = after + 3 where approval_line_id = ${never}`,
      sql`update audit_event set detail = detail - 'after' where object_id = ${never}`,
      sql`insert into write_intent (tenant_id, id, integration_id, approval_line_id, psa_line_id, send_number, change,
          before, after, snapshot, sent_at, billing_day, outcome, concluded_at)
        select tenant_id, gen_random_uuid(), integration_id, approval_line_id, psa_line_id, 2, change,
          before, after, snapshot, sent_at, billing_day, 'confirmed', now() from write_intent
        where approval_line_id = ${twice}`,
      sql`delete from write_intent where approval_line_id = ${gone}`,
      sql`delete from approval_signature where approval_line_id = ${gone}`,
      sql`delete from approval_line where id = ${gone}`,
      sql`update outbox set created_at = now() - interval '1 hour', relayed_at = null
        where approval_id = ${stuck.approvalId}`,
      sql`update usage_line set decision = 'open' where group_key = ${stuck.groupKey}`,
      sql`delete from outbox where approval_id = ${lost.approvalId}`,
    );
    const audit = await writing.db
      .selectFrom('auditEvent')
      .select('seq')
      .where((eb) => eb.or([eb('objectId', '=', gone), eb(sql`detail->>'approvalLineId'`, '=', gone)]))
      .execute();
    await sql`delete from ledger_check`.execute(writing.db);
    expect(await checked()).toBeGreaterThan(0);
    const { differences } = await reconciled();
    const inRows = differences.filter(({ kind }) => kind !== 'psa-differs');
    const all = new Set(inRows.map(({ kind, finding }) => `${kind}: ${JSON.stringify(finding)}`));
    await sql`delete from ledger_check`.execute(writing.db);
    expect(await checked()).toBe(all.size);
    const found = told(await reconciled());
    const expected: readonly (readonly [DifferenceKind, string])[] = [
      ['ledger-disagrees', noIntent],
      ['ledger-disagrees', noIntent],
      ['not-as-approved', other],
      ['billed-elsewhere', elsewhere],
      ['audit-disagrees', unaudited],
      ['audit-disagrees', edited],
      ['written-before-approval', early],
      ['psa-differs', never],
      ['ledger-disagrees', twice],
      ['ledger-disagrees', twice],
      ...audit.map((): [DifferenceKind, string] => ['audit-without-ledger', gone]),
      ['not-relayed', stuck.approvalId],
      ['decision-disagrees', stuck.groupKey],
      ['no-workflow', lost.id],
    ];
    const inOrder = (list: typeof expected) => list.map((one) => one.join(' ')).sort();
    expect(audit.length).toBe(3);
    expect(inOrder(found)).toEqual(inOrder(expected));
  });
});
