import { vendors } from '../vendors/registry.ts';
import { psas } from '../psa/registry.ts';
import { catalogOf } from './catalog.ts';
import { type Message, message, sentences } from './message.ts';
import { createNamingRenderer } from './rendering/naming.ts';

const known: Readonly<Record<string, string | { productName: string; agreementName: string }>> = {
  'account/a': 'Fjordline',
  'agreement/71': 'Managed IT',
  'company/19': 'Fernhill',
  'line/7': { productName: 'SEAT-ESS', agreementName: 'Managed IT' },
};
const { name: psa, words } = psas['autotask']!;
const render = createNamingRenderer(catalogOf('en'), {
  timeZone: 'UTC',
  terms: { vendor: vendors['duo']!.shortName, psa, words },
  names: (kind, id) => known[`${kind}/${id}`] ?? null,
});
const since = '2026-11-27T10:00:00.000Z';
const change = message('notices.change', { companyId: '19', line: '7', before: '41', after: '45' });

it.each<[Message, string]>([
  [
    sentences([
      message('runs.counted', { counted: 13, listed: 16, seats: 1200 }),
      message('runs.accounts-skipped', { count: 1 }),
    ])!,
    '13 of 16 accounts counted, 1,200 seats. 1 excluded or acknowledged account was not read.',
  ],
  [
    message('runs.unread-agreements', {
      count: 3,
      named: [message('core.named.agreement', { id: '71' }), message('core.named.agreement', { id: '72' })],
      more: 1,
    }),
    '3 contracts could not be read: Managed IT and contract 72, and 1 more.',
  ],
  [
    message('runs.waiting-until', {
      since,
      until: '2026-11-27T10:40:00.000Z',
      cause: message('runs.failed-with', { code: 'PsaBusy', cause: message('error.PsaBusy') }),
    }),
    'The sync has been waiting since Nov 27, 2026, 10:00 AM and resumes at Nov 27, 2026, 10:40 AM. PsaBusy: Autotask rate limit reached',
  ],
  [
    message('notices.account-new', { accountId: 'a' }),
    'Fjordline is new in Duo and not mapped. Its seats are not billed.',
  ],
  [
    message('notices.change-not-sent', {
      change,
      attempts: 3,
      cause: message('webhooks.no-answer.timeout'),
    }),
    'Fernhill, SEAT-ESS on Managed IT (line 7), 41 → 45: could not be sent 3 times. The last cause: No response in time.',
  ],
  [
    message('notices.approval-not-read', {
      companyId: '20',
      before: '3',
      after: '4',
      invoice: '2026-12-01',
      more: 1,
    }),
    'company 20, 3 → 4 for the Dec 1, 2026 invoice: the latest data is incomplete. 1 more change is waiting for the same reason.',
  ],
  [
    message('notices.receiver-failed', {
      host: 'hooks.example',
      cause: message('webhooks.answered', { status: '500' }),
    }),
    'hooks.example: It responded with 500.',
  ],
])('%j', (said, text) => {
  expect(render(said)).toBe(text);
});
