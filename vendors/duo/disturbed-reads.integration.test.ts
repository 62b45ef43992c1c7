import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import type { AccountUsersRead } from './account-users.ts';
import { startDuoAgainstSandbox, type DuoAgainstSandbox } from './testing/duo-against-sandbox.ts';

let duo: DuoAgainstSandbox;

beforeAll(async () => {
  duo = await startDuoAgainstSandbox();
});
beforeEach(() => duo.mark());
afterEach(() => duo.control.clear());
afterAll(() => duo.close());

describe('a disturbed read is right, incomplete or failed', () => {
  type WriteBackEnabled = Omit<FaultOrder, 'vendor' | 'path'>;
  async function underFault(order: WriteBackEnabled, name = 'Castellan Law'): Promise<AccountUsersRead> {
    await duo.control.inject({ vendor: 'duo', path: '/admin/v1/users', ...order });
    return duo.read(name);
  }

  it.each<[string, WriteBackEnabled, object]>([
    [
      'lost page, once',
      { after: 1, times: 1, fault: { kind: 'lost-page' } },
      { kind: 'counted', proof: { uniqueIds: 344, flags: ['read-twice'] } },
    ],
    [
      'lost page, always',
      { fault: { kind: 'lost-page' } },
      { kind: 'incomplete', reason: 'fewer-than-total' },
    ],
    [
      'repeated page, once',
      { after: 1, times: 1, fault: { kind: 'repeated-page' } },
      { kind: 'counted', proof: { uniqueIds: 344 } },
    ],
    [
      'repeated page, always',
      { fault: { kind: 'repeated-page' } },
      { kind: 'incomplete', reason: 'fewer-than-total' },
    ],
    [
      'standing offset',
      { fault: { kind: 'standing-offset' } },
      { kind: 'incomplete', reason: 'offset-did-not-advance' },
    ],
    [
      'empty last page',
      { fault: { kind: 'trailing-empty-page' } },
      { kind: 'counted', proof: { uniqueIds: 344, pages: 3, flags: [] } },
    ],
    [
      'HTML 502, once',
      { times: 1, fault: { kind: 'status', status: 502, body: 'html' } },
      { kind: 'counted', calls: 3 },
    ],
    [
      'HTML 502',
      { fault: { kind: 'status', status: 502, body: 'html' } },
      { kind: 'failed', code: 'VendorServerError', calls: 3 },
    ],
    [
      'empty 500',
      { fault: { kind: 'status', status: 500, body: 'empty' } },
      { kind: 'failed', code: 'VendorServerError' },
    ],
    ['200 with FAIL', { fault: { kind: 'stat-fail' } }, { kind: 'failed', code: 'VendorServerError' }],
    [
      '200 with HTML',
      { fault: { kind: 'status', status: 200, body: 'html' } },
      { kind: 'failed', code: 'VendorAnswerUnreadable' },
    ],
    [
      'odd JSON: null',
      { fault: { kind: 'odd-json', shape: 'null' } },
      { kind: 'failed', code: 'VendorAnswerUnreadable', calls: 1 },
    ],
    [
      'odd JSON: list',
      { fault: { kind: 'odd-json', shape: 'array' } },
      { kind: 'failed', code: 'VendorAnswerUnreadable' },
    ],
    [
      'odd JSON: text',
      { fault: { kind: 'odd-json', shape: 'string' } },
      { kind: 'failed', code: 'VendorAnswerUnreadable' },
    ],
    [
      'odd JSON: {}',
      { fault: { kind: 'odd-json', shape: 'empty-object' } },
      { kind: 'failed', code: 'VendorAnswerUnreadable' },
    ],
    [
      'odd JSON: types',
      { fault: { kind: 'odd-json', shape: 'wrong-types' } },
      { kind: 'failed', code: 'VendorAnswerUnreadable' },
    ],
    [
      'no paging data',
      { fault: { kind: 'json', body: { stat: 'OK', response: [] } } },
      { kind: 'incomplete', reason: 'paging-data-missing' },
    ],
    ['redirect', { fault: { kind: 'redirect' } }, { kind: 'failed', code: 'VendorRedirected', calls: 1 }],
    ['hang', { fault: { kind: 'hang' } }, { kind: 'failed', code: 'VendorTimeout', calls: 3 }],
    ['trickle', { fault: { kind: 'trickle', everyMs: 50 } }, { kind: 'failed', code: 'VendorTimeout' }],
    [
      'reset before',
      { fault: { kind: 'reset', stage: 'before' } },
      { kind: 'failed', code: 'VendorUnreachable', detail: { cause: 'reset' } },
    ],
    [
      'reset after head',
      { fault: { kind: 'reset', stage: 'after-head' } },
      { kind: 'failed', code: 'VendorAnswerUnreadable', detail: { cause: 'cut' } },
    ],
    ['half close', { fault: { kind: 'half-close' } }, { kind: 'failed', code: 'VendorUnreachable' }],
    [
      'cut body',
      { fault: { kind: 'cut-body' } },
      { kind: 'failed', code: 'VendorAnswerUnreadable', detail: { cause: 'cut' } },
    ],
    ['cut body, once', { times: 1, fault: { kind: 'cut-body' } }, { kind: 'counted', calls: 3 }],
    [
      'huge body',
      { fault: { kind: 'huge-body' } },
      { kind: 'failed', code: 'VendorAnswerUnreadable', detail: { cause: 'too-large' } },
    ],
    [
      'compressed bomb',
      { fault: { kind: 'compressed-bomb' } },
      { kind: 'failed', code: 'VendorAnswerUnreadable', detail: { cause: 'too-large' } },
    ],
    [
      'forbidden',
      { fault: { kind: 'duo-error', code: 40301 } },
      { kind: 'failed', code: 'VendorAccessRejected', calls: 1 },
    ],
    [
      'bad signature',
      { fault: { kind: 'duo-error', code: 40103 } },
      { kind: 'failed', code: 'VendorAccountRejectsKey', detail: { cause: 'VendorSignatureRejected' } },
    ],
    [
      'bad signature on page two',
      { after: 1, fault: { kind: 'duo-error', code: 40103 } },
      { kind: 'failed', code: 'VendorAccountRejectsKey' },
    ],
  ])('%s', async (_what, order, expected) => {
    expect(await underFault(order)).toMatchObject(expected);
  });

  it('the key in the words of Duo, as it is or encoded, is blanked before anybody hears of it', async () => {
    const { integrationKey, secretKey } = duo.key('accountsApi');
    const encoded = Buffer.from(`${integrationKey}:${secretKey}`).toString('base64');
    const message = `Bad ${integrationKey} ${'x'.repeat(250)} ${secretKey} ${encoded}`;
    const read = await underFault({ fault: { kind: 'stat-fail', code: 40002, message } });
    if (read.kind !== 'failed') throw new Error(read.kind);
    expect(read.detail.duoMessage).toMatch(/^Bad \[hidden\] x+ \[hidden\]/u);
    expect(JSON.stringify(read)).not.toContain(secretKey.slice(0, 8));
  });

  it('429 waits as long as Duo says, tells the budget each time, and ends as busy', async () => {
    await duo.control.inject({
      vendor: 'duo',
      times: 1,
      fault: { kind: 'status', status: 429, retryAfter: 1 },
    });
    const started = Date.now();
    expect(await duo.read('Fernhill')).toMatchObject({ kind: 'counted', calls: 2 });
    expect(Date.now() - started).toBeGreaterThanOrEqual(990);
    expect(duo.told.busy).toEqual([1_000]);
    expect(await underFault({ fault: { kind: 'duo-error', code: 42901 } })).toMatchObject({
      code: 'VendorBusy',
      calls: 3,
    });
    expect(duo.told.busy).toHaveLength(4);
  });

  it('429 with a wait longer than allowed ends at once', async () => {
    const fault = { kind: 'status', status: 429, retryAfter: 3_600 } as const;
    expect(await underFault({ fault })).toMatchObject({
      code: 'VendorBusy',
      detail: { retryAfterMs: 3_600_000 },
      calls: 1,
    });
  });

  it('each attempt is dated and signed again', async () => {
    let minutes = 0;
    const moving = duo.build({ clock: () => new Date(Date.now() + 60_000 * minutes++) });
    await duo.control.inject({ vendor: 'duo', times: 2, fault: { kind: 'status', status: 503 } });
    expect(await duo.read('Fernhill', moving)).toMatchObject({ kind: 'counted', calls: 3 });
    expect(duo.told.events.map(({ attempt, outcome, status }) => [attempt, outcome, status])).toEqual([
      [1, 'VendorServerError', 503],
      [2, 'VendorServerError', 503],
      [3, 'ok', 200],
    ]);
  });

  it('a cancel ends an open call at once, with the reason of the signal', async () => {
    const stop = new AbortController();
    await duo.control.inject({ vendor: 'duo', fault: { kind: 'hang' } });
    const open = duo
      .build({ readTimeoutMs: 20_000 })
      .readAccountUsers(duo.key('accountsApi'), await duo.child('Fernhill'), stop.signal);
    while ((await duo.requests()).length === 0);
    stop.abort(new Error('canceled by a person'));
    await expect(open).rejects.toThrow('canceled by a person');
  });
});
