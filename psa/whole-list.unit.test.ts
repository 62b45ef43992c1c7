import { failuresWith } from './failures.ts';
import { ProvenPageSize } from './proven-page-size.ts';
import { readWholeList } from './whole-list.ts';

const failure = failuresWith({});

/** A PSA with so many rows that gives at most so many of them a page, and names no next one. */
function psaOf(rows: number, perPage: number) {
  const asked: (string | null)[] = [];
  const all = Array.from({ length: rows }, (_, nth) => ({ id: String(nth + 1) }));
  const read = (says: { saysWhatIsLast?: true } = {}) =>
    readWholeList(
      {
        operation: 'rows',
        page: ({ after }) => {
          asked.push(after);
          const above = all.filter(({ id }) => after === null || Number(id) > Number(after));
          return Promise.resolve({ kind: 'page', page: { rows: above.slice(0, perPage), namesNext: false } });
        },
        count: () => Promise.resolve({ ok: true, value: rows }),
        ...says,
      },
      { maxPages: 50, proven: new ProvenPageSize(), failure },
    );
  return { asked, read };
}

describe('where a list ends', () => {
  it('is at the page that names no next one, where the PSA says so and counts as many', async () => {
    const { asked, read } = psaOf(3, 5);
    expect(await read({ saysWhatIsLast: true })).toMatchObject({ ok: true, value: { length: 3 } });
    expect(asked).toEqual([null]);
  });

  it('is looked for again, to an empty page, where the PSA said so and counts more', async () => {
    const { asked, read } = psaOf(3, 2);
    expect(await read({ saysWhatIsLast: true })).toMatchObject({ ok: true, value: { length: 3 } });
    expect(asked).toEqual([null, null, '2']);
  });

  it('is at a page shorter than one before, or an empty one, where the PSA says nothing', async () => {
    const { asked, read } = psaOf(3, 5);
    expect(await read()).toMatchObject({ ok: true, value: { length: 3 } });
    expect(asked).toEqual([null, '3']);
  });
});
