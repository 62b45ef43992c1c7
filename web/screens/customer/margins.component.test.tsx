import { render, screen, waitFor } from '@testing-library/react';
import type { Sheet } from '../../api/customers.ts';
import { serve, Served } from '../../context/served.fixture.tsx';
import { Margins } from './margins.tsx';

const [first, second] = ['0a000000-0000-4000-8000-000000000001', '0a000000-0000-4000-8000-000000000002'];
const line = (usageLineId: string | undefined, service: string) => ({ usageLineId, service });
const sheet = {
  dataVersion: '7',
  lines: [line(first, 'Duo'), line(second, 'Sensors')],
} as unknown as Sheet;

const shown = (items: readonly object[]): void => {
  serve({ [`GET /usage-line-margins?lines=${first}%2C${second}`]: () => [200, { items }] });
  render(
    <Served>
      <Margins sheet={sheet} integrationId="2" />
    </Served>,
  );
};

const known = { currency: 'USD', billedPerMonth: '120', costPerMonth: '52.17', marginPerMonth: '67.83' };

it('says what a service earns, and never 0 where the cost is unknown; a print leaves it out', async () => {
  shown([
    { usageLineId: first, ...known, costFrom: 'psa' },
    { usageLineId: second, ...known, costPerMonth: null, marginPerMonth: null, costFrom: null },
  ]);
  await waitFor(() => expect(screen.getAllByRole('listitem')).toHaveLength(2));
  const [one, other] = screen.getAllByRole('listitem').map(({ textContent }) => textContent);
  expect(one).toContain('Margin 67.83 USD a month: billed 120.00 USD, cost 52.17 USD');
  expect(other).toContain('Cost unknown. Billed 120.00 USD a month.');
  expect(screen.getByRole('region', { name: 'Margin' }).className).toContain('print:hidden');
});

it('shows nothing where nothing is said of a margin', async () => {
  shown([]);
  await Promise.resolve();
  expect(screen.queryByRole('region')).toBeNull();
});
