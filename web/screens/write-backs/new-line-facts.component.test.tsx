import { render, screen, within } from '@testing-library/react';
import type { WriteBackLineInfo } from '../../api/write-backs.ts';
import { inPseudoLocale, literalsIn } from '../../components/literals.fixture.ts';
import { ScreenFrame } from '../../context/screen-frame.fixture.tsx';
import { ListedLines, NewLineFacts } from './new-line-facts.tsx';
import { useWriteBacksTexts } from './texts.ts';

const marker = 'SW-0123456789';
const other = {
  id: '9077',
  productId: '3',
  productIdentifier: null,
  quantity: '12',
  effectiveDate: '2020-03-01T00:00:00Z',
  cancelledDate: '2020-12-31',
  marker: null,
};
const ours = { ...other, id: '9088', productIdentifier: 'SEAT-ESS', cancelledDate: null, marker };
const line = {
  psaLineId: marker,
  createdLineId: null,
  currency: 'USD',
  newLine: {
    productId: '3',
    unitPrice: '3.5',
    catalogPrice: '4',
    firstBilledDay: '2020-12-01',
    billingOption: 'Billable',
    taxable: false,
    invoiceText: null,
  },
  intents: [
    {
      lists: [
        { readAt: '2020-03-02T09:00:00.000Z', lines: [other] },
        { readAt: '2020-03-02T09:01:00.000Z', lines: [other, ours] },
      ],
    },
  ],
} as unknown as WriteBackLineInfo;

function Shown() {
  const text = useWriteBacksTexts();
  return (
    <>
      <NewLineFacts line={line} text={text} />
      <ListedLines line={line} text={text} />
    </>
  );
}

describe('a line that may have been created', () => {
  it('shows both lists whole, with the marker that it is found by', () => {
    render(<Shown />, { wrapper: ScreenFrame });
    expect(screen.getByText('3.50, instead of 4.00 in the catalog')).toBeTruthy();
    const lists = within(screen.getByRole('region', { name: 'Lines listed after the request' }));
    expect(lists.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'Line 9077: 12 3, from Mar 1, 2020, ends Dec 31, 2020',
      'Line 9077: 12 3, from Mar 1, 2020, ends Dec 31, 2020',
      `Line 9088: 12 SEAT-ESS, from Mar 1, 2020, marker ${marker}`,
    ]);
  });

  it('takes every text from the catalog', () => {
    inPseudoLocale();
    const { container } = render(<Shown />, { wrapper: ScreenFrame });
    const days = ['Mar 1, 2020', 'Dec 31, 2020', 'Dec 1, 2020'];
    const times = [...container.querySelectorAll('time')].map(({ textContent }) => textContent);
    expect(literalsIn(container, [marker, 'SEAT-ESS', 'Billable', ...days, ...times])).toEqual([]);
  });
});
