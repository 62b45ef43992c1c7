import { catalogOf } from './catalog.ts';
import { asWritten, type Message, message, sentences } from './message.ts';
import { referencesOf } from './references.ts';
import { createRenderer } from './rendering/renderer.ts';

const terms = { vendor: 'Duo', psa: 'ConnectWise' };
const names = (kind: string, id: string) =>
  kind === 'line' && id === '7' ? 'DUO-ESS on Managed IT (line 7)' : null;
const render = createRenderer(catalogOf('en'), { timeZone: 'UTC', terms, names });

const choices = message('decisions.choose-line', {
  lines: [
    message('decisions.line-choice', { line: '7', quantity: '10' }),
    message('decisions.line-choice-unknown', { line: '8' }),
  ],
});
const conflict = message('decisions.day.booked', { day: '2026-12-01', quantity: '15', later: '2027-01-01' });

describe('a rejection', () => {
  it.each<[Message, string]>([
    [
      message('rejections.phase-not', {
        phase: message('rejections.phase.first-sync'),
        required: message('rejections.phase.active'),
      }),
      'The integration is running its first sync, not active.',
    ],
    [message('rejections.credentials', { rejected: 1, all: 3 }), '1 of 3 credentials rejected.'],
    [
      message('rejections.change-state', { before: '10', after: '12', line: '8', state: 'unknown' }),
      'The change of line 8 from 10 to 12 is sent, without a response.',
    ],
    [
      choices,
      'Several lines could change. Choose one: 10 × DUO-ESS on Managed IT (line 7) and line 8, quantity missing.',
    ],
    [
      message('decisions.wait-for-day', { conflict }),
      'ConnectWise has a change to 15 booked from Jan 1, 2027. A change from Dec 1, 2026 would shift it. Undo it in ConnectWise, or wait until that day.',
    ],
    [
      message('mapping.split', { account: 'a1', mapped: '250' }),
      'account a1 is mapped to company 250. One account cannot be billed to two companies. Unmap it first to move it, or exclude it with the reason “shared, billed manually”.',
    ],
    [
      message('mapping.included-changed', { line: '7', units: '2' }),
      'DUO-ESS on Managed IT (line 7) now has 2 included units.',
    ],
    [
      message('instances.renamed', {
        record: message('instances.record.company', { id: '12', name: 'Fernhill' }),
        now: 'Harbor',
      }),
      'company Fernhill (12) is now Harbor',
    ],
    [message('mapping.same-line', { seats: '26 + 19', sum: 45 }), 'Add to the same line? 26 + 19 = 45'],
    [
      message('decisions.too-large', { quantity: '1000001', most: 1_000_000 }),
      '1,000,001 is too large. The largest quantity is 1,000,000.',
    ],
    [
      sentences([asWritten('Read 60 h ago.'), asWritten('It is gone.')]) ?? choices,
      'Read 60 h ago. It is gone.',
    ],
  ])('%j is shown in words', (rejection, text) => {
    expect(render(rejection)).toBe(text);
  });

  it('says which names it needs, also those in its params', () => {
    expect(referencesOf([choices])).toEqual(new Map([['line', new Set(['7', '8'])]]));
  });
});
