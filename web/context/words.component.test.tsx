import { render, screen } from '@testing-library/react';
import { GateIndicator } from '../screens/set-up/gate-indicator.tsx';
import { useWords, WordsContext } from '../components/words.ts';
import { wordsOf } from './words-provider.tsx';

const duo = { id: 'duo', name: 'Duo Security', shortName: 'Duo', seatRule: 'Everybody takes a seat.' };
const other = { id: 'other', name: 'Other Seats', shortName: 'Other', seatRule: 'Everybody takes a seat.' };
const counted = (one: string, many = `${one}s`) => ({ one, many });
const connectWise = {
  id: 'connectwise',
  name: 'ConnectWise',
  words: {
    idPrefix: 'CW',
    company: counted('company', 'companies'),
    agreement: counted('agreement'),
    product: counted('product'),
    ifFewerRecords: '',
  },
};
const halo = {
  id: 'halo',
  name: 'Halo',
  words: {
    idPrefix: 'HALO',
    company: counted('client'),
    agreement: counted('contract'),
    product: counted('item'),
    ifFewerRecords: 'Check the scopes.',
  },
};
const one = { vendors: [duo], psas: [connectWise] };
const two = { vendors: [duo, other], psas: [connectWise, halo] };
const integrations = [
  { id: 'first', vendor: 'duo', psa: 'connectwise', isConnected: true },
  { id: 'second', vendor: 'other', psa: 'halo', isConnected: true },
];

describe('the words of the console', () => {
  it('are those of the only vendor and PSA there are, before anything is connected too', () => {
    expect(wordsOf(one, [])).toMatchObject({
      vendorId: 'duo', vendor: 'Duo', vendorName: 'Duo Security', psa: 'ConnectWise', psaIds: 'CW', companies: 'companies',
    }); // prettier-ignore
  });

  it('are those of the integration they are asked for', () => {
    expect(wordsOf(two, integrations, 'first')).toMatchObject({ vendor: 'Duo', psa: 'ConnectWise' });
    expect(wordsOf(two, integrations, 'second')).toMatchObject({
      vendor: 'Other', psa: 'Halo', psaIds: 'HALO', company: 'client', agreements: 'contracts', products: 'items',
      ifFewerRecords: 'Check the scopes.',
    }); // prettier-ignore
  });

  it('name no single one where several are meant', () => {
    expect(wordsOf(two, integrations)).toMatchObject({ vendor: 'Vendor', psa: 'PSA', psaIds: 'ID' });
  });

  it('are those of what is connected, where more could be', () => {
    expect(wordsOf(two, integrations.slice(1))).toMatchObject({ vendor: 'Other', psa: 'Halo' });
  });

  it('are those of the PSA that came after another one, which keeps its own', () => {
    const former = { id: 'former', vendor: 'other', psa: 'connectwise', isConnected: false };
    const both = [former, integrations[1]!];
    expect(wordsOf(two, both).psa).toBe('Halo');
    expect(wordsOf(two, both, 'former').psa).toBe('ConnectWise');
  });

  it('are those of a vendor that is about to be connected', () => {
    expect(wordsOf(two, integrations, undefined, 'other').vendorName).toBe('Other Seats');
  });
});

function Shown({ integrationId }: { readonly integrationId: string }) {
  const { vendor, companies } = useWords(integrationId);
  return (
    <p>
      {vendor}: {companies}
    </p>
  );
}

it('a component reads the words of its integration', () => {
  render(
    <WordsContext value={(id) => wordsOf(two, integrations, id)}>
      <Shown integrationId="second" />
    </WordsContext>,
  );
  expect(screen.getByRole('paragraph').textContent).toBe('Other: clients');
});

it('a part of set-up that waits for calls says how far it is, and that it goes on by itself', () => {
  const at = '2026-11-27T20:15:00.000Z';
  const cause = {
    code: 'PsaBusy',
    title: 'Halo asks to slow down',
    advice: '',
    detail: 'too much',
  };
  render(
    <WordsContext value={(id) => wordsOf(two, integrations, id)}>
      <GateIndicator
        integrationId="second"
        isVerified
        indicator={{
          part: 'services',
          status: 'waiting',
          since: at,
          loaded: { companies: 90, agreements: 700, agreementsRead: 180, lines: 412, products: 30 },
          cause,
          waitsUntil: at,
        }}
      >
        {null}
      </GateIndicator>
    </WordsContext>,
  );
  const words = screen.getByRole('listitem').textContent;
  expect(words).toContain('180 of 700 contracts read.');
  expect(words).toMatch(
    /Waiting: Halo asks to slow down\. Continues automatically at \d{1,2}:15 [AP]M\. Data already read is kept\./u,
  );
});
