import { daysWords } from './days-words.ts';

describe('whose days count', () => {
  it('names the zone and who set it', () => {
    const days = { timeZone: 'Asia/Kolkata', setBy: 'psa', known: true, psaSays: null } as const;
    expect(daysWords(days, 'ConnectWise')).toBe('Asia/Kolkata, as ConnectWise says');
  });

  it('says whose days these are, and what stands still, where those of the PSA are not known', () => {
    const days = { timeZone: 'America/Chicago', setBy: 'tenant', known: false } as const;
    expect(daysWords({ ...days, psaSays: 'Mars Standard Time' }, 'ConnectWise')).toBe(
      "America/Chicago, this company's time zone: ConnectWise says “Mars Standard Time”, which is not known. Nothing is approved, sent or closed until the billing time zone is set.",
    );
    expect(daysWords({ ...days, psaSays: '' }, 'ConnectWise')).toContain('ConnectWise does not say its own');
  });
});
