import { render } from '@testing-library/react';
import type { Vendor } from '../../api/vendors.ts';
import { inPseudoLocale, literalsIn } from '../../components/literals.fixture.ts';
import { serve, Served } from '../../context/served.fixture.tsx';
import { ModuleStep } from './module-step.tsx';

const psa = { selectable: true, credentialSet: {} };
const vendor = {
  id: 'seats',
  name: 'Seats Inc',
  shortName: 'Seats',
  modules: [{ id: 'billing', name: 'Billing', selectable: true, note: 'Seats' }],
  psas: [
    { ...psa, id: 'bills', name: 'Bills' },
    { ...psa, id: 'ledger', name: 'Ledger' },
  ],
  credentialSets: [],
  guide: { title: '', sections: [] },
} as unknown as Vendor;

it('the choice of module and PSA has no literal', () => {
  inPseudoLocale();
  serve({});
  const { container } = render(
    <Served>
      <ModuleStep vendor={vendor} integration={null} />
    </Served>,
  );
  expect(literalsIn(container, ['Billing', 'Seats', 'Bills', 'Ledger'])).toEqual([]);
});
