import { render, screen } from '@testing-library/react';
import { type ComponentProps } from 'react';
import { MemoryRouter } from '../../../components/memory-router.fixture.tsx';
import { WordsContext } from '../../../components/words.ts';
import { wordsOf } from '../../../context/words-provider.tsx';
import { LineLinks } from './line-links.tsx';

type Detail = ComponentProps<typeof LineLinks>['detail'];

const counted = (one: string) => ({ one, many: `${one}s` });
const kinds = {
  vendors: [{ id: 'v', name: 'Seats Inc', shortName: 'Seats', seatRule: 'Everybody takes a seat.' }],
  psas: [
    {
      id: 'p',
      name: 'Ledger',
      words: {
        idPrefix: 'L',
        company: counted('client'),
        agreement: counted('contract'),
        product: counted('item'),
        ifFewerRecords: '',
      },
    },
  ],
};
const accountId = '9b2f7c1e-64f1-4a0e-8d53-2c8d2b9f7e41';
const detail: Detail = {
  id: 'c1',
  integrationId: '5f0c1a52-3d6e-4c0b-9a57-8f6f2a4f1c10',
  company: { id: '250', name: 'Meridian Foods' },
  lines: [{ agreementId: '412', agreementName: 'Managed IT' } as Detail['lines'][number]],
  accounts: [{ accountId, name: 'Meridian Plant' } as Detail['accounts'][number]],
  links: {
    company: 'https://ledger.example/company/250',
    agreements: [
      { agreementId: '412', href: 'https://ledger.example/agreement/412' },
      { agreementId: '413', href: 'https://ledger.example/agreement/413' },
    ],
    accounts: [{ accountId, href: 'https://admin.example/' }],
  },
};
const shown = (change: Partial<Detail>) =>
  render(
    <MemoryRouter>
      <WordsContext value={(integration, vendor) => wordsOf(kinds, [], integration, vendor)}>
        <LineLinks detail={{ ...detail, ...change }} />
      </WordsContext>
    </MemoryRouter>,
  );

it('customer, agreements and accounts open where they are kept, in the names of both', () => {
  shown({});
  const [sheet, rule, ...links] = screen.getAllByRole<HTMLAnchorElement>('link');
  expect([rule?.textContent, rule?.getAttribute('href')]).toEqual([
    'New billing rule',
    `/integrations/${detail.integrationId}/billing-rules/new?line=c1`,
  ]);
  expect([sheet?.textContent, sheet?.getAttribute('href')]).toEqual([
    'Customer sheet',
    `/reports/customers/${detail.integrationId}/250`,
  ]);
  expect(links.map((link) => [link.getAttribute('aria-label'), link.href])).toEqual([
    ['Open in Ledger: Meridian Foods', 'https://ledger.example/company/250'],
    ['Open in Ledger: Managed IT', 'https://ledger.example/agreement/412'],
    ['Open in Ledger: contract 413', 'https://ledger.example/agreement/413'],
    ['Open in Seats: Meridian Plant', 'https://admin.example/'],
  ]);
  // The page that opens learns nothing of the console, and cannot reach back into it.
  expect(links.map(({ target, rel }) => [target, rel])).toEqual(
    links.map(() => ['_blank', 'noopener noreferrer']),
  );
});

it('nothing stands where no place is known', () => {
  const { container } = shown({
    company: null,
    links: { company: null, agreements: [], accounts: [] },
  });
  expect(container.textContent).toBe('');
});
