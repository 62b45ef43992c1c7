import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { inPseudoLocale, literalsIn } from '../../components/literals.fixture.ts';
import { BrowserRouter } from '../../components/router.tsx';
import { ShortcutProvider } from '../../components/shortcuts.tsx';
import { serve, Served } from '../../context/served.fixture.tsx';
import { ServiceBoard } from './service-board.tsx';

const serviceId = '5f0c1a52-3d6e-4c0b-9a57-8f6f2a4f1c01';
const product = (id: string, productId: string) => ({
  id, productId, description: null, productClass: null, price: '3.00', inactive: false, bundle: false,
  selectable: true, mappedTo: null, lines: 2, goneAt: null,
}); // prettier-ignore
const products = [
  { ...product('1', 'ADV'), mappedTo: { vendorServiceId: serviceId, name: 'License' } },
  { ...product('2', 'PREM'), price: null, bundle: true },
];
const services = [
  {
    id: serviceId,
    key: 'license',
    name: 'License',
    products: [{ id: '1', productId: 'ADV', lines: 2 }],
    lookAlikes: [{ id: '2', productId: 'PREM', lines: 1 }],
    suggestions: [],
  },
];
const list = (items: readonly unknown[]) =>
  [200, { items, nextCursor: null, total: items.length, dataVersion: '7' }] as const;

beforeAll(() => {
  // Lists show the rows that fit; without a layout none would.
  jest.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600);
  jest.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(800);
});
afterAll(() => {
  jest.restoreAllMocks();
});

it('the board that maps services has no literal', async () => {
  inPseudoLocale();
  serve({
    'GET /integrations/one/psa-products?limit=500': () => list(products),
    'GET /integrations/one/vendor-services?limit=500': () => list(services),
  });
  const { container } = render(
    <Served router={BrowserRouter}>
      <ShortcutProvider>
        <ServiceBoard integrationId="one" />
      </ShortcutProvider>
    </Served>,
  );
  await screen.findByRole('row', { name: /^\[*License,/u }, { timeout: 5_000 });
  expect(literalsIn(container, ['License', 'ADV', 'PREM', 'Everybody takes a seat.'])).toEqual([]);
});

it('maps all products that look like the vendor’s with one press, and lists them first', async () => {
  const others = [product('3', 'ADDON'), product('4', 'SEAT-ADV'), product('5', 'SEAT-PREM')];
  const alike = others.slice(1).map(({ id, productId, lines }) => ({ id, productId, lines }));
  const sent = serve({
    'GET /integrations/one/psa-products?limit=500': () => list(others),
    'GET /integrations/one/vendor-services?limit=500': () =>
      list([{ ...services[0], products: [], lookAlikes: alike }]),
  });
  render(
    <Served router={BrowserRouter}>
      <ShortcutProvider>
        <ServiceBoard integrationId="one" />
      </ShortcutProvider>
    </Served>,
  );
  await screen.findByRole('row', { name: /SEAT-ADV/u }, { timeout: 5_000 });
  const names = screen.getAllByRole('row').map((row) => row.getAttribute('aria-label') ?? '');
  expect(names.flatMap((name) => /SEAT-ADV|SEAT-PREM|ADDON/u.exec(name) ?? [])).toEqual([
    'SEAT-ADV',
    'SEAT-PREM',
    'ADDON',
  ]);
  fireEvent.click(screen.getByRole('button', { name: 'Map both' }));
  await waitFor(() =>
    expect(sent.filter(({ call }) => call.startsWith('POST')).map(({ body }) => body)).toMatchObject([
      {
        decisions: ['4', '5'].map((psaId) => ({
          kind: 'service',
          action: 'map',
          psaId,
          vendorId: serviceId,
        })),
      },
    ]),
  );
});
