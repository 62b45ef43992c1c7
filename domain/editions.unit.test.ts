import { editionOf } from './editions.ts';

describe('editions (duo.md 2.2)', () => {
  it.each([
    ['ENTERPRISE', 'ENTERPRISE'],
    ['Duo Essentials', 'ENTERPRISE'],
    ['Duo MFA', 'ENTERPRISE'],
    ['Duo Access', 'PLATFORM'],
    ['duo premier', 'BEYOND'],
    ['Duo Free', 'PERSONAL'],
  ])('%s is %s', (raw, code) => expect(editionOf(raw)).toMatchObject({ raw, code }));

  it('keeps an unknown value raw', () => {
    expect(editionOf('Duo Ultra')).toEqual({ raw: 'Duo Ultra', code: null, name: 'Duo Ultra' });
  });
});
