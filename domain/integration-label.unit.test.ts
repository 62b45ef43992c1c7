import { integrationLabel } from './integration-label.ts';

const of = (msp: string): string => integrationLabel({ vendor: 'Duo Security', psa: 'ConnectWise', msp });

describe('the label of an integration', () => {
  it('names vendor, PSA and MSP', () => {
    expect(of('Harbor Lane IT Services')).toBe('Duo Security → ConnectWise, Harbor Lane IT Services');
  });

  it('is one line, whatever the name', () => {
    expect(of('  Harbor\r\n\tLane\u2028IT\u0000 ')).toBe('Duo Security → ConnectWise, Harbor Lane IT');
  });

  it('stays below 200 bytes, and cuts no letter in two', () => {
    const label = of('🏝'.repeat(300));
    expect(Buffer.byteLength(label)).toBeLessThan(200);
    expect(label).toMatch(/, 🏝{39}…$/u);
  });
});
