import { render, screen } from '@testing-library/react';
import { inPseudoLocale, literalsIn } from '../../../components/literals.fixture.ts';
import type { UsageRow } from '../../../api/usage.ts';
import { increaseRow, ruleRow } from '../../usage-line/usage-row.fixture.ts';
import { type OptionalColumn, optionalColumns, type UsageAddressNow } from '../review/address.ts';
import { reviewFixture } from '../review/review.fixture.tsx';
import { SeatsCell } from './seats-cell.tsx';
import { twinsOf } from './usage-columns.tsx';
import { UsageTable } from './usage-table.tsx';

const address: UsageAddressNow = {
  filters: {
    kind: [],
    flag: [],
    decision: [],
    toDecide: true,
    need: [],
    rule: null,
    assignee: null,
    integration: null,
    account: null,
    company: null,
    service: null,
    q: '',
  },
  sort: '-amount',
  group: null,
  columns: optionalColumns,
  line: null,
  begin: null,
  unknown: 0,
  change: () => undefined,
  clear: () => undefined,
};
const nothing = (): void => undefined;

const shown = (rows: readonly UsageRow[], columns: readonly OptionalColumn[]): void => {
  const { Around } = reviewFixture();
  render(
    <UsageTable
      rows={rows}
      heads={null}
      total={rows.length}
      address={{ ...address, columns }}
      margins={new Map()}
      question={null}
      isPhone={false}
      dimmed={false}
      selected={new Set()}
      onSelect={nothing}
      onToggle={nothing}
      onAll={nothing}
      onEnd={nothing}
      onEnter={nothing}
      controls={null}
    />,
    { wrapper: Around },
  );
};

it('takes the heads of the usage list from the catalog', () => {
  inPseudoLocale();
  shown([increaseRow], optionalColumns);
  expect(screen.getAllByRole('columnheader')).toHaveLength(3 + optionalColumns.length);
  expect(literalsIn(document.body)).toEqual([]);
});

it('shows customer and decision, whatever else is hidden', () => {
  shown([increaseRow], []);
  expect(screen.getAllByRole('columnheader').map(({ textContent }) => textContent)).toEqual([
    'Selected', 'Customer', 'Decision',
  ]); // prettier-ignore
});

it('shows the PSA description only for lines that share product and agreement', () => {
  expect(twinsOf([increaseRow, { ...increaseRow, company: { id: '251', name: 'Other' } }])(increaseRow)).toBe(
    false,
  );
  expect(twinsOf([increaseRow, { ...increaseRow, id: '2' }])(increaseRow)).toBe(true);
});

it('shows seats and what a billing rule makes of them', () => {
  const { Around } = reviewFixture();
  render(<SeatsCell row={ruleRow} />, { wrapper: Around });
  expect(screen.getByTitle(/^50 seats → 10 packs of 5 → minimum 10 = 10/u).textContent).toBe('5010 units');
});
