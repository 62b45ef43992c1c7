import fc from 'fast-check';
import { proveAccountUsers, type ReadVerdict } from './account-users.ts';
import type { DuoSummary } from './answers.ts';
import type { DuoAnswer } from './caller.ts';
import type { DuoFailure } from './failures.ts';
import { walkUserPages, type PagingLimits } from './user-pages.ts';

const limits: PagingLimits = { pageLimit: 3, maxPages: 50, maxUsers: 1_000, maxEmptyPages: 4 };

function user(number: number, status = 'active'): object {
  return { user_id: `DU${number}`, username: `user${number}`, status };
}

function users(from: number, to: number): object[] {
  return Array.from({ length: to - from }, (_, index) => user(from + index));
}

function page(response: unknown, metadata?: unknown): DuoAnswer {
  return { ok: true, response, metadata };
}

const failed: DuoAnswer = { ok: false, code: 'VendorTimeout', detail: {} };

/** Reads pages that are scripted in order, whatever is asked; `asked` tells the offsets. */
async function read(
  pages: readonly DuoAnswer[],
  summary: DuoSummary | DuoFailure | null = null,
): Promise<{ verdict: ReadVerdict; asked: (number | undefined)[]; summaries: number }> {
  const asked: (number | undefined)[] = [];
  let summaries = 0;
  const verdict = await proveAccountUsers({
    walk: () =>
      walkUserPages(
        (offset) => {
          asked.push(offset);
          return Promise.resolve(pages[asked.length - 1] ?? failed);
        },
        limits,
        () => undefined,
      ),
    summary: () => {
      summaries += 1;
      return Promise.resolve(summary);
    },
  });
  return { verdict, asked, summaries };
}

function summary(userCount: number | null, pendingDeletion: number | null): DuoSummary {
  return { userCount, pendingDeletion, edition: null };
}

describe('the end of a read', () => {
  it.each([
    { total_objects: 2, next_offset: null },
    { total_objects: 2 },
    { total_objects: '2', prev_offset: null },
  ])('is a next offset that is null or absent: %j', async (metadata) => {
    const { verdict, asked, summaries } = await read([page(users(0, 2), metadata)]);
    expect(verdict).toMatchObject({
      kind: 'counted',
      proof: { uniqueIds: 2, totalObjects: 2, pages: 1, flags: [] },
    });
    expect([asked, summaries]).toEqual([[undefined], 0]);
  });

  it('is neither a short nor an empty page, and offsets are taken as named, quoted ones too', async () => {
    const { verdict, asked } = await read([
      page(users(0, 1), { next_offset: 1, total_objects: 4 }),
      page([], { next_offset: '7', total_objects: 4 }),
      page(users(1, 4), { next_offset: null, total_objects: 4 }),
    ]);
    expect(verdict).toMatchObject({
      kind: 'counted',
      proof: { pages: 3, listed: 4, uniqueIds: 4, flags: [] },
    });
    expect(asked).toEqual([undefined, 1, 7]);
  });

  it('of an account without users is a complete zero', async () => {
    expect((await read([page([], { total_objects: 0 })])).verdict).toMatchObject({
      kind: 'counted',
      users: [],
    });
  });
});

describe('a broken read', () => {
  it.each([
    ['status', [{ next_offset: 3 }, { next_offset: 3 }], 'offset-did-not-advance'],
    ['standing at the beginning', [{ next_offset: 0 }], 'offset-did-not-advance'],
    ['backward', [{ next_offset: 3 }, { next_offset: 2 }], 'offset-did-not-advance'],
    ['unreadable', [{ next_offset: 'soon' }], 'offset-unreadable'],
    ['negative', [{ next_offset: -1 }], 'offset-unreadable'],
    ['fractional', [{ next_offset: 1.5 }], 'offset-unreadable'],
    ['lost', [undefined], 'paging-data-missing'],
    ['a list', [[]], 'paging-data-missing'],
  ])('is read once more and then incomplete: offset %s', async (_what, metadata, reason) => {
    const once = metadata.map((data) => page(users(0, 3), data));
    const { verdict, asked } = await read([...once, ...once]);
    expect(verdict).toMatchObject({ kind: 'incomplete', reason, proof: { repeatedRead: true } });
    expect(asked).toHaveLength(2 * metadata.length);
  });

  it('is complete when the second read is whole', async () => {
    const { verdict } = await read([
      page(users(0, 3), { next_offset: 0 }),
      page(users(0, 2), { total_objects: 2 }),
    ]);
    expect(verdict).toMatchObject({ kind: 'counted', proof: { flags: ['read-twice'], uniqueIds: 2 } });
  });

  it('is bounded whatever Duo answers', async () => {
    const endless = Array.from({ length: 100 }, (_, at) =>
      page(users(3 * at, 3 * at + 3), { next_offset: at + 1 }),
    );
    expect((await read(endless)).verdict).toMatchObject({
      kind: 'incomplete',
      reason: 'too-many-pages',
      proof: { pages: 50 },
    });
    const empty = Array.from({ length: 100 }, (_, at) => page([], { next_offset: at + 1 }));
    expect((await read(empty)).verdict).toMatchObject({ kind: 'incomplete', reason: 'too-many-empty-pages' });
    const flood = [page(users(0, 2_000), { next_offset: 5 })];
    expect((await read(flood)).verdict).toMatchObject({ kind: 'incomplete', reason: 'too-many-users' });
  });

  it.each([
    ['no list', {}],
    ['null', null],
    ['a user without id', [{ username: 'a', status: 'active' }]],
    ['a user without status', [{ user_id: 'DU1', username: 'a' }]],
    ['numbers for texts', [{ user_id: 7, username: 'a', status: 'active' }]],
  ])('is a failure, never a number: %s', async (_what, response) => {
    const { verdict } = await read([page(response, { total_objects: 0 })]);
    expect(verdict).toMatchObject({ kind: 'failed', code: 'VendorAnswerUnreadable' });
  });

  it('fails with the cause of a page that failed, on the second page and in the second read too', async () => {
    const first = page(users(0, 3), { next_offset: 3, total_objects: 4 });
    expect((await read([first, failed])).verdict).toMatchObject({ kind: 'failed', code: 'VendorTimeout' });
    expect((await read([page(users(0, 1), { total_objects: 2 }), failed])).verdict).toMatchObject({
      kind: 'failed',
    });
  });
});

describe("Duo's own total", () => {
  it('may be smaller: complete and flagged', async () => {
    const { verdict, asked } = await read([
      page([user(1), user(2, 'pending deletion')], { total_objects: 1 }),
    ]);
    expect(verdict).toMatchObject({
      kind: 'counted',
      proof: { flags: ['more-than-total'], pendingDeletion: 1 },
    });
    expect(asked).toHaveLength(1);
  });

  it('may be absent or odd: complete and flagged', async () => {
    expect((await read([page(users(0, 2), {})])).verdict).toMatchObject({
      kind: 'counted',
      proof: { totalObjects: null, flags: ['total-absent'] },
    });
    expect((await read([page(users(0, 2), { total_objects: 'many' })])).verdict).toMatchObject({
      proof: { totalObjects: null, flags: ['total-unreadable'] },
    });
  });

  it.each([
    ['proven by the number of users', summary(3, 2), 'counted'],
    ['refuted by the number of users', summary(4, 0), 'incomplete'],
    ['unknown', null, 'incomplete'],
  ])('absent on a full last page asks the summary: %s', async (_what, given, kind) => {
    expect((await read([page(users(0, 3), {})], given)).verdict.kind).toBe(kind);
  });

  const short = page(users(0, 3), { total_objects: 5 });

  it('larger than the users listed: read once more, and the second read counts', async () => {
    const { verdict, asked, summaries } = await read([short, page(users(0, 5), { total_objects: 5 })]);
    expect(verdict).toMatchObject({ kind: 'counted', proof: { uniqueIds: 5, flags: ['read-twice'] } });
    expect([asked.length, summaries]).toEqual([2, 0]);
  });

  it('larger twice: complete only where Trash explains the gap exactly', async () => {
    expect((await read([short, short], summary(3, 2))).verdict).toMatchObject({
      kind: 'counted',
      proof: { trashReported: 2, flags: ['read-twice', 'trash-not-listed'], repeatedRead: true },
    });
    for (const given of [summary(5, 0), summary(3, 1), summary(3, 3), summary(3, null), null]) {
      expect((await read([short, short], given)).verdict).toMatchObject({
        kind: 'incomplete',
        reason: 'fewer-than-total',
      });
    }
  });

  it('is not explained by Trash where Trash is listed', async () => {
    const listed = page([user(1), user(2, 'pending deletion')], { total_objects: 3 });
    expect((await read([listed, listed], summary(1, 1))).verdict).toMatchObject({ kind: 'incomplete' });
  });

  it('does not help where the key died before the summary', async () => {
    const dead: DuoFailure = { code: 'VendorSignatureRejected', detail: {} };
    expect((await read([short, short], dead)).verdict).toMatchObject({
      kind: 'failed',
      code: 'VendorSignatureRejected',
    });
  });

  it('counts a user repeated on two pages once', async () => {
    const { verdict } = await read([
      page(users(0, 3), { next_offset: 3, total_objects: 4 }),
      page(users(2, 4), { total_objects: 4 }),
    ]);
    expect(verdict).toMatchObject({
      kind: 'counted',
      proof: { listed: 5, uniqueIds: 4, flags: ['users-repeated'] },
    });
  });
});

it('whatever pages a server loses or repeats, a count below its total is never called complete', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 20 }),
      fc.array(fc.constantFrom('right', 'lost', 'repeated', 'empty'), { minLength: 16, maxLength: 16 }),
      async (total, faults) => {
        let at = 0;
        const verdict = await proveAccountUsers({
          walk: () =>
            walkUserPages(
              (offset = 0) => {
                const fault = faults[at++ % faults.length];
                const from =
                  fault === 'lost' ? offset + 3 : fault === 'repeated' ? Math.max(0, offset - 3) : offset;
                const to = fault === 'empty' ? from : Math.min(total, from + 3);
                const next = offset + 3 < total ? offset + 3 : null;
                return Promise.resolve(
                  page(users(from, Math.max(from, to)), { next_offset: next, total_objects: total }),
                );
              },
              limits,
              () => undefined,
            ),
          summary: () => Promise.resolve(summary(total, 0)),
        });
        if (verdict.kind === 'counted') expect(verdict.users).toHaveLength(total);
        else expect(verdict.kind).toBe('incomplete');
      },
    ),
  );
});
