import { asWritten } from '../messages/message.ts';
import { inNames, namesOnly, onlyCalled } from './called.ts';
import type { Kinds, PsaDescription, PsaWords, VendorDescription } from './kinds.ts';

const called = { vendor: 'Duo', psa: 'ConnectWise' };

describe('words in the names of an integration', () => {
  it.each([
    ['The vendor did not answer in time', 'Duo did not answer in time'],
    ["Read again later; look at the vendor's status page.", "Read again later; look at Duo's status page."],
    ['The PSA bills more than the vendor holds', 'ConnectWise bills more than Duo holds'],
    ['Vendor 40 and 5 free beside them, PSA −3: +10', 'Duo 40 and 5 free beside them, ConnectWise −3: +10'],
    ['Repair the PSA credential', 'Repair the PSA credential'],
    ['No such vendor account', 'No such vendor account'],
  ])('%s: %s', (text, expected) => {
    expect(inNames(text, called)).toBe(expected);
  });

  const ofAutotask = {
    vendor: 'Duo',
    psa: 'Autotask',
    words: {
      idPrefix: 'AT',
      company: { one: 'account', many: 'accounts' },
      agreement: { one: 'contract', many: 'contracts' },
      product: { one: 'service', many: 'services' },
      ifFewerRecords: asWritten(''),
    },
  };

  it.each([
    ['agreement ended on 2026-01-31', 'contract ended on 2026-01-31'],
    ['Agreements without an agreement or a company', 'Agreements without a contract or an account'],
    ['An agreement of 2 companies', 'A contract of 2 accounts'],
    ['No such product in the PSA', 'No such service in Autotask'],
    ['Smith & company on Managed Agreement', 'Smith & company on Managed Agreement'],
    ['Agreement Managed IT was not read', 'Contract Managed IT was not read'],
  ])('of the PSA itself: %s: %s', (text, expected) => {
    expect(inNames(text, ofAutotask)).toBe(expected);
    expect(inNames(text, namesOnly(ofAutotask))).toBe(text.replace('the PSA', 'Autotask'));
  });

  it('stay general where nobody knows which is meant', () => {
    expect(inNames('The vendor rejected', null)).toBe('The vendor rejected');
    expect(inNames('The PSA rejected, the vendor too', { vendor: 'Duo', psa: null })).toBe(
      'The PSA rejected, Duo too',
    );
  });
});

describe('the names where no integration is meant', () => {
  const vendor = (shortName: string) => ({ shortName }) as VendorDescription;
  const words = { idPrefix: 'CW' } as PsaWords;
  const psa = { name: 'ConnectWise', words } as PsaDescription;

  it('are those of the only kinds there are', () => {
    const kinds: Kinds = { vendors: { duo: vendor('Duo') }, psas: { connectwise: psa } };
    expect(onlyCalled(kinds)).toEqual({ ...called, words });
  });

  it('are none of a kind of which there are several', () => {
    const kinds: Kinds = {
      vendors: { duo: vendor('Duo'), other: vendor('Other') },
      psas: { connectwise: psa },
    };
    expect(onlyCalled(kinds)).toEqual({ vendor: null, psa: 'ConnectWise', words });
  });
});
