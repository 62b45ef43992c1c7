import { sql } from 'kysely';
import { textOf } from '../../test/environment/notice-text.ts';
import { randomUUID } from 'node:crypto';
import { createMember } from '../../db/people/people.ts';
import type { Role } from '../../domain/roles.ts';
import type { Actor } from '../../domain/keys.ts';
import { readComposedLine } from '../../db/model/stored-documents.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { bySystem } from '../../use-cases/request-context.ts';
import { beginDisconnect } from '../../use-cases/lifecycle/disconnect.ts';
import { composeByTime } from '../../use-cases/composition/timed-composition.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import { changeDailyCaps } from '../../db/settings/settings.ts';
import { grantAllowance } from '../../db/write-back/write-intents.ts';
import { dayIn } from '../../domain/billing-day.ts';
import { compositionSettings } from '../../db/settings/composition-settings.ts';
import { type WritingSteps, writingSteps } from '../../test/environment/writing-steps.ts';
import { Crash, type WritingUnderTest, writingUnderTest } from '../../test/environment/writing-under-test.ts';

/** What must still allow a write at the moment of sending: people, write-back, phase, rules, counts and caps (RULES 6, 7). */
let writing: WritingUnderTest;
let steps: WritingSteps;

beforeAll(async () => {
  writing = await writingUnderTest();
  steps = writingSteps(writing);
});
afterEach(async () => {
  await writing.control.clear();
  await writing.expectOracle();
});
afterAll(async () => writing.close());

const approveNext: WritingSteps['approveNext'] = (wish) => steps.approveNext(wish);

async function ended(line: ApprovalLine) {
  const { state, code, requests, blocked } = await steps.settled(line);
  return { state, code, requests, blocked };
}

/** Moves every reading of an account into the past. */
async function countedHoursAgo(vendorAccountId: string, hours: number): Promise<void> {
  const at = new Date(Date.now() - hours * 3_600_000);
  await writing.db
    .updateTable('seatCount')
    .set({ firstReadAt: at })
    .where('vendorAccountId', '=', vendorAccountId)
    .execute();
  await writing.db
    .updateTable('accountRead')
    .set({ firstReadAt: at, readAts: sql`array_fill(${at}::timestamptz, array[cardinality(run_ids)])` })
    .where('vendorAccountId', '=', vendorAccountId)
    .execute();
}

/** What the usage line says of the change that waits. */
async function shownFlag(line: ApprovalLine): Promise<string> {
  const row = await writing.db
    .selectFrom('usageLine')
    .select(['composed', 'form'])
    .where('label', '=', line.label)
    .executeTakeFirstOrThrow();
  const flag = readComposedLine(row.composed, row.form).flags.find((one) => one.flag === 'waiting');
  return JSON.stringify(flag?.reason);
}

const void_ = (code: string) => ({ state: 'canceled', code, requests: 0, blocked: null });
const waits = (blocked: string) => ({ state: 'queued', code: blocked, requests: 0, blocked });
const sent = { state: 'confirmed', code: null, requests: 1, blocked: null };

async function member(role: Role): Promise<Actor> {
  const email = `${randomUUID()}@harbor-lane.test`;
  const { tenantId } = writing.key;
  const made = await writing.db
    .transaction()
    .execute((tx) => createMember(tx, { tenantId, email, name: 'Sam', role, passwordHash: 'x' }));
  return { kind: 'member', id: made!.id };
}

const changeIntegration = (set: {
  readonly writeBackEnabled?: boolean;
  readonly phase?: 'active' | 'paused' | 'needs-attention' | 'disconnecting';
  readonly phaseCode?: string | null;
  readonly psaTimeZone?: string | null;
  readonly psaTimeZoneUnknown?: string | null;
}) => writing.db.updateTable('integration').set(set).execute();

const rulesNotices = async (): Promise<readonly string[]> => {
  const rows = await writing.db
    .selectFrom('notice')
    .select('detail')
    .where('code', '=', 'RulesChanged')
    .where('state', '=', 'open')
    .execute();
  return rows.map(({ detail }) => textOf(detail));
};

describe('an approval is void at sending', () => {
  it('when its approver was demoted', async () => {
    const actor = await member('approver');
    const line = await approveNext({ actor });
    await writing.db.updateTable('member').set({ role: 'reviewer' }).where('id', '=', actor.id).execute();
    expect(await ended(line)).toEqual(void_('ApproverRoleLost'));
  });

  it('when its approver was disabled', async () => {
    const actor = await member('admin');
    const line = await approveNext({ actor });
    await writing.db
      .updateTable('member')
      .set({ disabledAt: new Date() })
      .where('id', '=', actor.id)
      .execute();
    expect(await ended(line)).toEqual(void_('ApproverRoleLost'));
  });

  it.each(['revoked_at', 'expires_at'] as const)(
    'when the key it was approved with has a past %s',
    async (field) => {
      const id = randomUUID();
      await writing.db
        .insertInto('apiKey')
        .values({
          tenantId: writing.key.tenantId,
          id,
          name: 'month end',
          prefix: id.slice(0, 8),
          keyHash: id,
          role: 'approver',
          ownerId: (await member('approver')).id,
          createdBy: (await member('approver')).id,
        })
        .execute();
      const line = await approveNext({ actor: { kind: 'api-key', id } });
      await writing.db
        .updateTable('apiKey')
        .set({ [field]: new Date() })
        .where('id', '=', id)
        .execute();
      expect(await ended(line)).toEqual(void_('ApproverRoleLost'));
    },
  );

  it('when write-back was turned off', async () => {
    const line = await approveNext();
    await changeIntegration({ writeBackEnabled: false });
    expect(await ended(line)).toEqual(void_('WriteBackTurnedOff'));
    await changeIntegration({ writeBackEnabled: true });
  });

  it('when the integration is being disconnected', async () => {
    const line = await approveNext();
    await changeIntegration({ phase: 'disconnecting' });
    expect(await ended(line)).toEqual(void_('Disconnected'));
    await changeIntegration({ phase: 'active' });
  });

  it('at once when somebody disconnects the integration, and its line is open again', async () => {
    const line = await approveNext();
    await writing.db.transaction().execute(async (tx) => {
      await beginDisconnect(tx, (await lockIntegration(tx, writing.key))!, bySystem(writing.key, new Date()));
    });
    expect(await writing.line(line)).toMatchObject({ state: 'canceled', code: 'Disconnected' });
    expect(await shownFlag(line)).toBeUndefined();
    await changeIntegration({ phase: 'active', writeBackEnabled: true });
  });

  it('when it was approved under other rules', async () => {
    const line = await approveNext();
    await writing.db.updateTable('approvalLine').set({ ruleVersion: 0 }).where('id', '=', line.id).execute();
    expect(await ended(line)).toEqual(void_('RulesChanged'));
    expect(await rulesNotices()).toEqual([
      `1 approved change is void: company ${line.companyId} ${line.before} → ${line.after}.`,
    ]);
  });

  it('when its time is over', async () => {
    const line = await approveNext({ expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    await writing.untilSettled(line, { now: () => new Date(Date.now() + 3_600_001) });
    expect(await writing.line(line)).toMatchObject({
      state: 'canceled',
      code: 'ApprovalExpired',
      sendCount: 0,
    });
    // That reading was of an hour that has not come: later ones of this line would not take its place.
    await writing.db.updateTable('psaLine').set({ readAt: new Date() }).execute();
  });

  it('when the account was mapped to nothing', async () => {
    const line = await approveNext();
    const [account] = line.mapping.accountIds;
    const mapping = await writing.db
      .deleteFrom('accountMapping')
      .where('vendorAccountId', '=', account!)
      .returningAll()
      .executeTakeFirstOrThrow();
    expect(await ended(line)).toEqual(void_('MappingChanged'));
    await writing.db.insertInto('accountMapping').values(mapping).execute();
    await writing.recompose();
  });
});

describe('an approval waits, and goes out later', () => {
  it('while the integration is paused', async () => {
    const line = await approveNext();
    await changeIntegration({ phase: 'paused' });
    expect(await ended(line)).toEqual(waits('PhaseRejected'));
    expect(await shownFlag(line)).toContain('usage.waits.paused');
    await changeIntegration({ phase: 'active' });
    expect(await ended(line)).toEqual(sent);
  });

  it.each([
    ['a rejected PSA credential', 'PsaSignInRejected', null],
    ['a cause that names no vendor', 'CredentialUnreadable', null],
    ['a rejected Duo credential while the PSA rejects its own', 'VendorKeyUnknown', 'PsaSignInRejected'],
  ])('while the integration needs attention by %s', async (_cause, phaseCode, psaFailure) => {
    const line = await approveNext();
    const psa = writing.db.updateTable('credential').where('credentialSet', '=', 'psa');
    await psa.set({ failureCode: psaFailure }).execute();
    await changeIntegration({ phase: 'needs-attention', phaseCode });
    expect(await ended(line)).toEqual(waits('PhaseRejected'));
    expect(await shownFlag(line)).toContain('usage.waits.attention');
    await psa.set({ failureCode: null }).execute();
    await changeIntegration({ phase: 'active', phaseCode: null });
    expect(await ended(line)).toEqual(sent);
  });

  it('not where the integration needs attention by the Duo credential alone, and its count is complete and fresh', async () => {
    await changeIntegration({ phase: 'needs-attention', phaseCode: 'VendorKeyUnknown' });
    expect(await ended(await approveNext())).toEqual(sent);
    const old = await approveNext();
    const [accountId] = old.mapping.accountIds;
    await countedHoursAgo(accountId!, 49);
    expect(await ended(old)).toEqual(waits('LineNotRead'));
    expect(await shownFlag(old)).toContain('usage.waits.complete-count');
    await changeIntegration({ phase: 'active', phaseCode: null });
    await writing.sync();
    expect(await ended(old)).toEqual(sent);
  });

  it("while the PSA's time zone is not known", async () => {
    const line = await approveNext();
    const { timeZone } = await compositionSettings(writing.db, writing.key);
    await changeIntegration({ psaTimeZone: null, psaTimeZoneUnknown: 'Mars Standard Time' });
    expect(await ended(line)).toEqual(waits('TimeZoneUnknown'));
    await changeIntegration({ psaTimeZone: timeZone, psaTimeZoneUnknown: null });
    expect(await ended(line)).toEqual(sent);
  });

  it('while the PSA credential is missing', async () => {
    const line = await approveNext();
    const credential = writing.db.updateTable('credential').where('credentialSet', '=', 'psa');
    await credential.where('state', '=', 'working').set({ state: 'retired' }).execute();
    expect(await ended(line)).toEqual(waits('WriteBlocked'));
    await credential.where('state', '=', 'retired').set({ state: 'working' }).execute();
    expect(await ended(line)).toEqual(sent);
  });
});

describe('an approval waits for a credential that does not open', () => {
  it('and says so, while the integration needs attention; nothing leaves', async () => {
    const line = await approveNext();
    const credential = writing.db
      .updateTable('credential')
      .where('credentialSet', '=', 'psa')
      .where('state', '=', 'working');
    const { ciphertext } = await writing.db
      .selectFrom('credential')
      .select('ciphertext')
      .where('credentialSet', '=', 'psa')
      .where('state', '=', 'working')
      .executeTakeFirstOrThrow();
    await credential.set({ ciphertext: `AAAA${ciphertext!.slice(4)}` }).execute();
    // The integration is told through Temporal, where nobody is here; the rows stand before.
    await writing.attempt(line).catch(() => undefined);
    const { phase, phaseCode: cause } = await writing.db
      .selectFrom('integration')
      .select(['phase', 'phaseCode'])
      .executeTakeFirstOrThrow();
    expect([phase, cause]).toEqual(['needs-attention', 'CredentialUnreadable']);
    expect(await ended(line)).toEqual(waits('WriteBlocked'));
    await credential.set({ ciphertext }).execute();
    await changeIntegration({ phase: 'active' });
    expect(await ended(line)).toEqual(sent);
  });
});

describe('a sending of which nobody knows', () => {
  it.each([
    ['is sent no more, and void, when it was not done', 'intent-stored', 'canceled', 0],
    ['is confirmed by reading when it was done', 'answered', 'confirmed', 1],
  ] as const)('while the integration is being disconnected %s', async (_what, crashAt, state, requests) => {
    const line = await approveNext();
    await expect(writing.attempt(line, { crashAt })).rejects.toThrow(Crash);
    await changeIntegration({ phase: 'disconnecting' });
    expect(await ended(line)).toMatchObject({ state, requests });
    await changeIntegration({ phase: 'active' });
  });

  it('is not sent again after its approver was demoted, nor after write-back was turned off', async () => {
    const actor = await member('approver');
    const demoted = await approveNext({ actor });
    await expect(writing.attempt(demoted, { crashAt: 'intent-stored' })).rejects.toThrow(Crash);
    await writing.db.updateTable('member').set({ role: 'viewer' }).where('id', '=', actor.id).execute();
    expect(await ended(demoted)).toEqual(void_('ApproverRoleLost'));
    const writeBackTurnedOff = await approveNext();
    await expect(writing.attempt(writeBackTurnedOff, { crashAt: 'intent-stored' })).rejects.toThrow(Crash);
    await changeIntegration({ writeBackEnabled: false });
    expect(await ended(writeBackTurnedOff)).toEqual(void_('WriteBackTurnedOff'));
    await changeIntegration({ writeBackEnabled: true });
  });

  it('waits while the integration is paused, and is sent again then', async () => {
    const line = await approveNext();
    await expect(writing.attempt(line, { crashAt: 'intent-stored' })).rejects.toThrow(Crash);
    await changeIntegration({ phase: 'paused' });
    expect(await ended(line)).toMatchObject({ state: 'unknown', requests: 0, blocked: 'PhaseRejected' });
    await changeIntegration({ phase: 'active' });
    expect(await ended(line)).toMatchObject({ state: 'confirmed', requests: 1 });
  });
});

describe('a count that moved while the approval waited', () => {
  /** The vendor counts other users of the line's account, and a sync reads them. */
  async function count(line: ApprovalLine, change: 'one more' | 'one fewer'): Promise<void> {
    const { children } = await writing.control.duoAccounts();
    const { accountId } = children.find(({ name }) => name === line.label)!;
    await writing.control.changeDuoUsers(
      accountId,
      change === 'one more' ? { action: 'add', count: 1 } : { action: 'remove', count: 1 },
    );
    await writing.sync();
  }

  it.each([
    ['an increase', 1, 'one fewer', 'stale'],
    ['an increase', 1, 'one more', 'confirmed'],
    ['a decrease', -1, 'one more', 'stale'],
    ['a decrease', -1, 'one fewer', 'confirmed'],
  ] as const)('%s of %d with a count of %s ends %s', async (_what, by, change, state) => {
    const line = await approveNext({ by });
    await count(line, change);
    expect((await writing.line(line)).state).toBe('queued');
    expect(await ended(line)).toMatchObject({
      state,
      code: state === 'stale' ? 'CountChanged' : null,
      requests: state === 'stale' ? 0 : 1,
    });
    await count(line, change === 'one more' ? 'one fewer' : 'one more');
  });

  it('waits while the newest reading fails or is too old, whatever an earlier one gave, and is sent on the next complete one', async () => {
    const failing = await approveNext({ by: -1 });
    const { children } = await writing.control.duoAccounts();
    const { apiHostname } = children.find(({ name }) => name === failing.label)!;
    await writing.control.inject({
      vendor: 'duo',
      host: apiHostname,
      fault: { kind: 'status', status: 500 },
    });
    await writing.sync();
    expect(await ended(failing)).toEqual(waits('LineNotRead'));
    await writing.control.clear();
    await writing.sync();
    expect(await ended(failing)).toEqual(sent);
    const old = await approveNext({ by: -1 });
    const [accountId] = old.mapping.accountIds;
    await countedHoursAgo(accountId!, 25);
    expect(await ended(old)).toEqual(waits('LineNotRead'));
    await writing.sync();
    expect(await ended(old)).toEqual(sent);
  });
});

describe('the caps of a day', () => {
  async function today(): Promise<string> {
    const { timeZone } = await compositionSettings(writing.db, writing.key);
    return dayIn(timeZone, new Date());
  }
  const setCaps = (caps: { readonly lines?: number; readonly amount?: string }) =>
    writing.db.transaction().execute((tx) => changeDailyCaps(tx, writing.key.tenantId, 'writeCaps', caps));
  const grant = async () => {
    const day = await today();
    await writing.db.transaction().execute(async (tx) => {
      await lockIntegration(tx, writing.key);
      await grantAllowance(tx, writing.key, { cap: 'writeCaps', billingDay: day, actor: writing.approver });
    });
  };
  const sentToday = async (): Promise<number> => {
    const sentLines = await writing.db
      .selectFrom('writeIntent')
      .select('approvalLineId')
      .distinct()
      .where('outcome', 'is distinct from', 'not-sent')
      .execute();
    return sentLines.length;
  };

  it('hold further lines until an administrator continues', async () => {
    await setCaps({ lines: (await sentToday()) + 1 });
    const [within, beyond] = [await approveNext(), await approveNext()];
    expect(await ended(within)).toEqual(sent);
    expect(await ended(beyond)).toEqual(waits('WriteCapReached'));
    const notice = writing.db.selectFrom('notice').select('state').where('code', '=', 'WriteCapReached');
    expect(await notice.execute()).toEqual([{ state: 'open' }]);
    await grant();
    expect(await ended(beyond)).toEqual(sent);
    await setCaps({ lines: 200 });
  });

  it('count money, whatever its sign', async () => {
    await setCaps({ amount: '0.00' });
    const line = await writing.approve(writing.approvable[0]!);
    expect(await ended(line)).toEqual(waits('WriteCapReached'));
    await setCaps({ amount: '5000.00' });
    expect(await ended(line)).toEqual(sent);
  });

  it('do not hold back the second sending of a line that was counted', async () => {
    const line = await approveNext();
    await expect(writing.attempt(line, { crashAt: 'intent-stored' })).rejects.toThrow(Crash);
    await setCaps({ lines: 1 });
    expect(await ended(line)).toMatchObject({ state: 'confirmed', requests: 1 });
    await setCaps({ lines: 200 });
  });
});

it('a worker that starts under other rules voids everything that waits, in one notice', async () => {
  await writing.db.deleteFrom('notice').where('code', '=', 'RulesChanged').execute();
  const lines = [await approveNext(), await approveNext()];
  await writing.db
    .updateTable('approvalLine')
    .set({ ruleVersion: 1 })
    .where('state', '=', 'queued')
    .execute();
  expect(await composeByTime(writing.db, writing.key, new Date())).toBe(true);
  for (const line of lines)
    expect(await writing.line(line)).toMatchObject({ state: 'canceled', code: 'RulesChanged' });
  const [notice, ...others] = await rulesNotices();
  expect(others).toEqual([]);
  for (const { companyId, before, after } of lines)
    expect(notice).toContain(`company ${companyId} ${before} → ${after}`);
  expect(await composeByTime(writing.db, writing.key, new Date())).toBe(false);
});
