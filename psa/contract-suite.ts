import { inEnglish } from '../messages/english.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Psa, PsaFailureCode, PsaResult, PsaRightProbe } from './port.ts';
import { describeInvoices } from './testing/contract-invoices.ts';
import { describeLineLists } from './testing/contract-line-lists.ts';
import { expectFailureTexts } from './testing/failure-texts.fixture.ts';
import { describeCreating } from './testing/contract-line-creation.ts';
import { describeEnding } from './testing/contract-line-end.ts';
import type { LineChangesUnderTest } from './testing/line-changes-under-test.ts';
import { describePsaWriting } from './testing/contract-writing.ts';
import type { PsaList, PsaTrouble, PsaTruth, PsaUnderTest } from './testing/psa-under-test.ts';

type Row = { readonly id: string };
const byId = (a: Row, b: Row): number => (a.id < b.id ? -1 : 1);
const sorted = <T extends Row>(rows: readonly T[]): readonly T[] => [...rows].sort(byId);

function given<T>(result: PsaResult<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${inEnglish(result.detail)}`);
  return result.value;
}

/**
 * What architecture.md 9 asks of every PSA adapter, whatever the PSA: whole lists or failures, typed causes, bounded
 * repetition, no secret in any text, failures as messages of the catalog, nothing but reads where only reading is asked for, and writes made once.
 */
export function describePsaContract(name: string, setUp: () => Promise<PsaUnderTest>): void {
  describe(`${name} fulfils the PSA port`, () => {
    let psa: PsaUnderTest;
    beforeAll(async () => {
      psa = await setUp();
    });
    afterEach(() => psa.calm());
    afterAll(() => psa.close());
    const current = (): PsaUnderTest => psa;
    describe('reading', () => {
      afterAll(async () => {
        const { all, notReads } = await psa.calls();
        expect(all).toBeGreaterThan(0);
        expect(notReads).toBe(0);
      });
      describeReading(current);
      describeVerifying(current);
      describePaging(current);
      describeLineLists(current);
      describeIncompleteLists(current);
      describeInvoices(current);
      describeTrouble(current);
    });
    describe('writing', () => {
      afterEach(() => psa.writes.calm());
      describePsaWriting(() => psa.writes);
      const changes = (): LineChangesUnderTest => psa.lineChanges;
      describe('creating a line', () => describeCreating(() => psa.writes, changes));
      describe('ending a line', () => describeEnding(() => psa.writes, changes));
    });
  });
}

function describeReading(psa: () => PsaUnderTest): void {
  it('reads every company, agreement and product as the PSA has them', async () => {
    const truth = await psa().truth();
    const client = psa().client();
    expect(sorted(given(await client.companies()))).toEqual(sorted(truth.companies));
    expect(sorted(given(await client.agreements()))).toEqual(sorted(truth.agreements));
    expect(sorted(given(await client.products()))).toEqual(sorted(truth.products));
  });

  it('reads every line of every agreement, past and future ones too', async () => {
    const truth = await psa().truth();
    const client = psa().client();
    const read = await Promise.all(truth.agreements.map(async ({ id }) => given(await client.lines(id))));
    expect(sorted(read.flat())).toEqual(sorted(truth.lines));
  });

  it('answers an agreement that is not there as not found, never as one without lines', async () => {
    const client = psa().client();
    expect(await client.lines('999999999')).toMatchObject({ ok: false, code: 'PsaNotFound', scope: 'call' });
    expect(await client.lines('../companies')).toMatchObject({
      ok: false,
      code: 'PsaNotFound',
      scope: 'call',
    });
  });

  it('stops at once when the caller does, with the reason of the caller', async () => {
    await psa().trouble('silence', 'forever');
    const controller = new AbortController();
    const reason = new Error('canceled by a person');
    const reading = psa().client().companies(controller.signal);
    const before = (await psa().calls()).all;
    await reached(async () => (await psa().calls()).all > before);
    const aborted = performance.now();
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    expect(performance.now() - aborted).toBeLessThan(500);
    await expect(psa().client().companies(AbortSignal.abort(reason))).rejects.toBe(reason);
  });
}

/** Waits for a fact, at most two seconds; without it the test goes on and fails by its own assertions. */
async function reached(fact: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < 100 && !(await fact()); look += 1) await sleep(20);
}

function describeVerifying(psa: () => PsaUnderTest): void {
  const outcomes = async (): Promise<readonly PsaRightProbe[]> => given(await psa().client().verify()).rights;

  it('verifies each read right on its own and says that writing is not known yet', async () => {
    const verification = given(await psa().client().verify());
    expect(verification.writeRight).toBe('unknown');
    expect(verification.rights.map(({ right }) => right)).toEqual(
      expect.arrayContaining(['companies', 'agreements', 'catalog']),
    );
    for (const { outcome } of verification.rights) expect(outcome).toEqual({ ok: true, value: null });
    // Not every PSA says which zone its days are of; what one says is a name that is known everywhere.
    if (verification.serverTimeZone !== null)
      expect(verification.serverTimeZone).toMatch(/^[A-Z]\w+(\/\w+)*$/);
  });

  it('reports which instance answers by the lookup that every call needs anyway', async () => {
    const client = psa().client();
    given(await client.companies());
    const before = (await psa().calls()).all;
    const instance = given(await client.instance());
    expect(instance).toEqual(given(await psa().client().instance()));
    expect((await psa().calls()).all - before).toBeLessThanOrEqual(1);
    expect(instance.id).toMatch(/\w/);
    expect(instance.address).toMatch(/^[a-z0-9.-]+$/);
  });

  it.each(['companies', 'agreements', 'catalog'] as const)('names the missing right: %s', async (right) => {
    await psa().withdraw(right);
    const failed = (await outcomes()).filter(({ outcome }) => !outcome.ok);
    expect(failed.map((probe) => probe.right)).toEqual([right]);
    for (const { outcome } of failed) expectFailureTexts(outcome);
    expect(failed[0]?.outcome).toMatchObject({
      code: 'PsaRightMissing',
      scope: 'credential',
    });
  });

  it('rejected keys end a reading after one call, or one more that asks where the PSA is now', async () => {
    const client = psa().client();
    given(await client.verify());
    await psa().trouble('keys-rejected', 'forever');
    const before = (await psa().calls()).all;
    expect(await client.companies()).toMatchObject({
      ok: false,
      code: 'PsaSignInRejected',
      scope: 'credential',
    });
    expect((await psa().calls()).all - before).toBeLessThanOrEqual(2);
  });
}

/** The last such: the first agreement of all is deleted on the way. */
function agreementWithMostLines({ agreements, lines }: PsaTruth): string {
  const count = (id: string): number => lines.filter(({ agreementId }) => agreementId === id).length;
  return agreements.reduce((a, b) => (count(b.id) >= count(a.id) ? b : a)).id;
}

/** Rows move while a list is read: whatever was there all the time must be in it, once. */
function describePaging(psa: () => PsaUnderTest): void {
  const rowsOf = async (client: Psa, list: PsaList): Promise<readonly Row[]> =>
    given<readonly Row[]>(await (typeof list === 'string' ? client[list]() : client.lines(list.lines)));
  const truthOf = async (list: PsaList): Promise<readonly Row[]> => {
    const truth = await psa().truth();
    if (typeof list === 'string') return truth[list];
    return truth.lines.filter(({ agreementId }) => agreementId === list.lines);
  };
  const lists = async (): Promise<readonly (readonly [PsaList, number])[]> => [
    ['companies', 100],
    ['agreements', 60],
    ['products', 2],
    [{ lines: agreementWithMostLines(await psa().truth()) }, 4],
  ];

  it('a row deleted from a page that was read already loses no other row', async () => {
    for (const [list, rowsPerPage] of await lists()) {
      const deleted = await psa().deleteWhilePaging(list);
      if (deleted === null) continue;
      const read = await rowsOf(psa().client(rowsPerPage), list);
      const truth = await truthOf(list);
      expect(truth.map(({ id }) => id)).not.toContain(deleted);
      expect(sorted(read)).toEqual(sorted(truth));
    }
  });

  it('reads a list whole where the PSA gives fewer rows a page than were asked for', async () => {
    await psa().clamp(7);
    for (const [list] of await lists()) {
      expect(sorted(await rowsOf(psa().client(), list))).toEqual(sorted(await truthOf(list)));
    }
  });
}

function describeIncompleteLists(psa: () => PsaUnderTest): void {
  const paging = ['lost-page', 'repeated-page', 'status-page'] as const;

  it.each(paging)('reads the list once more after a %s, and then has it whole', async (kind) => {
    const truth = await psa().truth();
    await psa().trouble(kind, 'once');
    expect(given(await psa().client().companies())).toHaveLength(truth.companies.length);
  });

  it.each(paging)(
    'a %s again and again is an incomplete list, never a shorter or longer one',
    async (kind) => {
      await psa().trouble(kind, 'forever');
      const failure = await psa().client().companies();
      expect(failure).toMatchObject({ ok: false, code: 'PsaListIncomplete', scope: 'call' });
      expectFailureTexts(failure);
    },
  );
}

function describeTrouble(psa: () => PsaUnderTest): void {
  const passing: readonly (readonly [PsaTrouble, PsaFailureCode])[] = [
    ['too-many-requests', 'PsaBusy'],
    ['html-page', 'PsaAnswerUnreadable'],
    ['silence', 'PsaTimeout'],
    ['reset', 'PsaUnreachable'],
    ['cut-answer', 'PsaUnreachable'],
    ['empty-server-fault', 'PsaUnreachable'],
  ];

  it.each(passing)('%s once is waited out', async (kind) => {
    const truth = await psa().truth();
    await psa().trouble(kind, 'once');
    expect(given(await psa().client().companies())).toHaveLength(truth.companies.length);
  });

  it.each(passing)('%s without end is %s after few attempts, and stops nothing else', async (kind, code) => {
    const client = psa().client();
    given(await client.products());
    await psa().trouble(kind, 'forever');
    const before = (await psa().calls()).all;
    const failure = await client.companies();
    expect(failure).toMatchObject({ ok: false, code, scope: 'call' });
    expect((await psa().calls()).all - before).toBeLessThanOrEqual(5);
    expectFailureTexts(failure);
    const text = JSON.stringify(failure);
    for (const secret of psa().secrets) expect(text).not.toContain(secret);
    expect((await client.products()).ok).toBe(true);
  });

  it('says how long to wait where the PSA is busy', async () => {
    await psa().trouble('too-many-requests', 'forever');
    const failure = await psa().client().companies();
    expect(failure).toMatchObject({ ok: false, code: 'PsaBusy' });
    expect(failure.ok ? null : failure.retryAfterMs).toBeGreaterThan(0);
  });
}
