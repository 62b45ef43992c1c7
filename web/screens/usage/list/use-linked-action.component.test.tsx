import { renderHook } from '@testing-library/react';
import type { UsageRow } from '../../../api/usage.ts';
import type { Beginning } from '../review/address.ts';
import { useLinkedAction } from './use-linked-action.ts';
import { increaseRow } from '../../usage-line/usage-row.fixture.ts';

interface Shown {
  readonly begin: Beginning | null;
  readonly rows: readonly UsageRow[] | null;
}

const begun = (first: Shown) => {
  const done: string[] = [];
  const note = (what: string) => (rows: readonly UsageRow[]) =>
    void done.push(`${what} ${rows.map(({ label }) => label).join(', ')}`);
  const page = renderHook(
    ({ begin, rows }: Shown) =>
      useLinkedAction(begin, rows, { approve: note('approve'), first: note('first of') }, () =>
        done.push('begun'),
      ),
    { initialProps: first },
  );
  return { done, show: page.rerender };
};

const rows = [
  { ...increaseRow, label: 'Alder' },
  { ...increaseRow, label: 'Quarry' },
];

describe('what a link begins with', () => {
  it('waits until every row is here, and is done once', () => {
    const { done, show } = begun({ begin: 'approve', rows: null });
    expect(done).toEqual([]);
    show({ begin: 'approve', rows });
    expect(done).toEqual(['begun', 'approve Alder, Quarry']);
    show({ begin: 'approve', rows: [...rows] });
    expect(done).toHaveLength(2);
    show({ begin: null, rows });
    expect(done).toHaveLength(2);
  });

  it('is nothing where nothing is shown, or nothing was asked for', () => {
    expect(begun({ begin: null, rows }).done).toEqual([]);
    expect(begun({ begin: 'first', rows: [] }).done).toEqual(['begun']);
  });
});
