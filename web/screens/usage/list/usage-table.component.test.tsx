import { render, screen } from '@testing-library/react';
import { inPseudoLocale, literalsIn } from '../../../components/literals.fixture.ts';
import { increaseRow } from '../../usage-line/usage-row.fixture.ts';
import type { UsageAddressNow } from '../review/address.ts';
import { reviewFixture } from '../review/review.fixture.tsx';
import { UsageTable } from './usage-table.tsx';

const address: UsageAddressNow = {
  filters: {
    kind: [],
    flag: [],
    decision: [],
    toDecide: true,
    need: [],
    assignee: null,
    integration: null,
    account: null,
    company: null,
    service: null,
    q: '',
  },
  sort: '-amount',
  group: null,
  line: null,
  begin: null,
  unknown: 0,
  change: () => undefined,
  clear: () => undefined,
};
const nothing = (): void => undefined;

it('takes the heads of the usage list from the catalog', () => {
  inPseudoLocale();
  const { Around } = reviewFixture();
  render(
    <UsageTable
      rows={[increaseRow]}
      heads={null}
      total={1}
      address={address}
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
  expect(screen.getAllByRole('columnheader').length).toBeGreaterThan(0);
  expect(literalsIn(document.body)).toEqual([]);
});
