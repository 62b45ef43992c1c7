import { catalogOf } from './catalog.ts';
import { type Message, message, sentences } from './message.ts';
import { createRenderer, type Names } from './rendering/renderer.ts';
import { vendors } from '../vendors/registry.ts';
import { psas } from '../psa/registry.ts';

const known: Readonly<Record<string, string>> = {
  'account/a': 'Acme',
  'agreement/71': 'Managed IT (71)',
  'company/19': 'Alder Site',
  'line/7': 'SEAT-ESS on Managed IT (line 7)',
};
const names: Names = (kind, id) => known[`${kind}/${id}`] ?? null;

const textIn = (psa: 'autotask' | 'halopsa', said: Message): string => {
  const { name, words } = psas[psa]!;
  const terms = { vendor: vendors['duo']!.shortName, psa: name, words };
  return createRenderer(catalogOf('en'), { timeZone: 'UTC', terms, names })(said);
};

const units = message('usage.units-at', {
  quantity: '25',
  line: '7',
  price: { amount: '4.00', currency: 'USD' },
});
const vanished = message('usage.vanished-seen', {
  line: units,
  seen: '2026-11-24T08:05:00.000Z',
  became: message('usage.became.moved', { agreementId: '71', companyId: '19' }),
});
const found = message('usage.found-later', {
  line: message('usage.units', { quantity: '14', line: '7' }),
  relation: 'child',
  companyId: '19',
  mapped: 'no',
  day: '2026-12-15',
});

describe('what a usage line says', () => {
  it.each<[Message, autotask: string, halopsa: string]>([
    [
      message('usage.reason.bills-nothing', { why: message('usage.agreement.ended', { day: '2026-10-31' }) }),
      'The line bills nothing: contract ended on Oct 31, 2026.',
      'The line bills nothing: recurring invoice ended on Oct 31, 2026.',
    ],
    [
      message('usage.reason.differs', { seats: 1040, units: '30', change: '1010' }),
      'Duo: 1,040, Autotask: 30, change: +1,010.',
      'Duo: 1,040, HaloPSA: 30, change: +1,010.',
    ],
    [
      message('usage.reason.new-found', { found, more: 2 }),
      'Seats without a live line of their own. Found: 14 × SEAT-ESS on Managed IT (line 7) of Alder Site, on a child contract, a service that is not mapped, which starts on Dec 15, 2026, and 2 more.',
      'Seats without a live line of their own. Found: 14 × SEAT-ESS on Managed IT (line 7) of Alder Site, on a child recurring invoice, an item that is not mapped, which starts on Dec 15, 2026, and 2 more.',
    ],
    [
      message('usage.flag.vanished', { vanished, more: 1, confirmed: 'no' }),
      '25 × SEAT-ESS on Managed IT (line 7), at 4.00 USD each, last seen Nov 24, 2026, 8:05 AM, is missing: moved to Managed IT (71) of Alder Site. 1 more line is missing. Blocked until one more complete read confirms it.',
      '25 × SEAT-ESS on Managed IT (line 7), at 4.00 USD each, last seen Nov 24, 2026, 8:05 AM, is missing: moved to Managed IT (71) of Alder Site. 1 more line is missing. Blocked until one more complete read confirms it.',
    ],
    [
      message('usage.check.apart', { seats: '9', percent: 23, direction: 'fewer', base: 'psa' }),
      '9 seats (23%) fewer than Autotask bills.',
      '9 seats (23%) fewer than HaloPSA bills.',
    ],
    [
      message('usage.not-read.agreement-failed', { agreementId: '72', code: 'PsaTimeout' }),
      'contract 72 could not be read (PsaTimeout).',
      'recurring invoice 72 could not be read (PsaTimeout).',
    ],
    [
      message('usage.flag.today-unknown', { line: '7', event: 'ends', day: '2026-11-30' }),
      'SEAT-ESS on Managed IT (line 7) is on a contract that ends on Nov 30, 2026. The time zone of Autotask, and so its current day, is not known.',
      'SEAT-ESS on Managed IT (line 7) is on a recurring invoice that ends on Nov 30, 2026. The time zone of HaloPSA, and so its current day, is not known.',
    ],
    [
      message('usage.flag.dismissed-before', {
        at: message('usage.difference', { change: '2' }),
        now: message('usage.difference-unknown'),
      }),
      'Dismissed at +2, now an unknown difference.',
      'Dismissed at +2, now an unknown difference.',
    ],
    [
      sentences([
        message('usage.flag.waiting', {
          before: '41',
          after: '45',
          for: message('usage.waits.invoice-after', { day: '2026-12-01' }),
        }),
        message('usage.flag.waiting-further', { change: '-2' }),
      ])!,
      '41 → 45 waiting until the Dec 1, 2026 invoice is created. A further difference of -2 is not decided.',
      '41 → 45 waiting until the Dec 1, 2026 invoice is created. A further difference of -2 is not decided.',
    ],
  ])('%j', (said, autotask, halopsa) => {
    expect(textIn('autotask', said)).toBe(autotask);
    expect(textIn('halopsa', said)).toBe(halopsa);
  });
});
