import { catalogOf } from './catalog.ts';
import { type Message, message } from './message.ts';
import { createRenderer, type Names } from './rendering/renderer.ts';
import { vendors } from '../vendors/registry.ts';
import { psas } from '../psa/registry.ts';
import { fieldValue } from '../domain/decisions/line-fields.ts';

const known: Readonly<Record<string, string>> = {
  'agreement/72': 'Managed IT',
  'company/19': 'Alder & Sons',
  'line/7': 'SEAT-ESS on Managed IT (line 7)',
};
const names: Names = (kind, id) => known[`${kind}/${id}`] ?? null;
const { name: psa, words } = psas['autotask']!;
const render = createRenderer(catalogOf('en'), {
  timeZone: 'UTC',
  terms: { vendor: vendors['duo']!.shortName, psa, words },
  names,
});

const change = message('notices.change', { companyId: '19', line: '7', before: '30', after: '33' });
const differences = [
  message('write-back.difference', {
    field: message('write-back.field.unit-price'),
    before: fieldValue('unitPrice', '12.50'),
    after: fieldValue('unitPrice', null),
  }),
  message('write-back.difference-of-line', {
    field: message('write-back.field.agreement'),
    line: '7',
    before: fieldValue('agreementId', '71'),
    after: fieldValue('agreementId', '72'),
  }),
  message('write-back.line-missing', { line: '8', quantity: fieldValue('quantity', '3') }),
];

describe('what a write-back says', () => {
  it.each<[Message, string]>([
    [
      message('write-back.changed-since-approval', { differences }),
      'Changed after the approval: unit price 12.5 → none, contract of SEAT-ESS on Managed IT (line 7): contract 71 (71) → Managed IT (72), and line 8 missing (quantity 3).',
    ],
    [
      message('write-back.ended.not-sent-again', {
        why: message('write-back.ended.line-moved', { line: '7', agreementId: '72' }),
      }),
      'The change was read back twice as not made, and the line was not changed after it was sent. Moved to Managed IT: SEAT-ESS on Managed IT (line 7).',
    ],
    [
      message('write-back.proving.method', { method: message('halopsa.method.line'), change }),
      'The first change by “The line alone” is read back first: Alder & Sons, SEAT-ESS on Managed IT (line 7), 30 → 33.',
    ],
    [
      message('write-back.blocked.limit-of-day', {
        cap: 'createCaps',
        lines: 1,
        amount: { amount: '1080', currency: 'USD' },
        mostLines: 200,
        most: { amount: '5000', currency: 'USD' },
      }),
      'Created today: 1 line, 1,080.00 USD. The limit is 200 lines and 5,000.00 USD a day.',
    ],
    [
      message('write-back.waiting', { for: message('usage.waits.invoice', { day: '2026-12-01' }) }),
      'Waiting for the Dec 1, 2026 invoice',
    ],
  ])('%j', (said, text) => {
    expect(render(said)).toBe(text);
  });
});
