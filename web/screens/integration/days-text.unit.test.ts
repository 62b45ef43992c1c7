import { daysText } from './days-text.ts';
import type { IntegrationText } from './texts.ts';

const text = ((id: string, params: object) =>
  `${id}: ${Object.values(params).join(', ')}`) as IntegrationText;

describe('whose days count', () => {
  it('names the zone and who set it', () => {
    const days = { timeZone: 'Asia/Kolkata', setBy: 'psa', known: true, psaSays: null } as const;
    expect(daysText(days, text)).toBe('console-integration.days.psa: Asia/Kolkata');
  });

  it('says what the PSA reports, where its zone is not known', () => {
    const days = { timeZone: 'America/Chicago', setBy: 'tenant', known: false } as const;
    expect(daysText({ ...days, psaSays: 'Mars Standard Time' }, text)).toBe(
      'console-integration.days.not-known: America/Chicago, Mars Standard Time',
    );
    expect(daysText({ ...days, psaSays: '' }, text)).toBe(
      'console-integration.days.unknown: America/Chicago',
    );
  });
});
