import { formatDay, formatInstant } from '../../values/format.ts';
import type { WriteBacksText } from './texts.ts';
import { answerOf, changeText, revertText, revertWord } from './write-back-words.ts';

const text = ((id: string, params: object = {}) =>
  `${id}: ${Object.values(params).join(', ')}`) as WriteBacksText;

describe('what reverting a change does', () => {
  const line = {
    change: 'set-quantity',
    psaLineId: '77',
    before: '30',
    after: '40',
    invoiceDate: '2026-12-01',
  } as Parameters<typeof revertText>[0];

  it('is on the invoice of the change, where changes name invoices', () => {
    expect(revertText({ ...line, billsByDay: false }, text)).toBe(
      'console-write-backs.revert.effect: 77, 40, 30',
    );
  });

  it('leaves what was billed since its day, where changes name one', () => {
    const byDay = { ...line, billsByDay: true };
    expect(revertText(byDay, text)).toBe(
      `console-write-backs.revert.effect-by-day: 77, 40, 30, ${formatDay('2026-12-01')}`,
    );
    expect(revertText({ ...byDay, change: 'create-line', createdLineId: '9088' }, text)).toMatch(
      /^console-write-backs\.revert\.effect-create-by-day: 9088/,
    );
    expect(revertText({ ...byDay, change: 'end-line', lastBilledDay: '2026-11-30' }, text)).toMatch(
      /^console-write-backs\.revert\.effect-end-by-day: 77/,
    );
  });
});

describe('a line that was created or ended', () => {
  const line = {
    psaLineId: 'SW-0123456789',
    createdLineId: null,
    before: '0',
    after: '15',
    lastBilledDay: null,
    invoiceDate: '2020-12-01',
    billsByDay: false,
    state: 'confirmed',
    finishedAt: null,
    resolved: null,
    revertedBy: null,
  };
  const of = (change: string, more: object = {}) =>
    ({ ...line, change, ...more }) as unknown as Parameters<typeof revertText>[0];
  const all = (one: Parameters<typeof revertText>[0]) => [
    changeText(one, text),
    answerOf(one, text),
    revertText(one, text),
    revertWord(one, text),
  ];

  it('is named by its own ID once the PSA gave it one, and is ended where it is reverted', () => {
    expect(all(of('create-line', { createdLineId: '9088' }))).toEqual([
      'console-write-backs.change.create-line: 0, 15',
      'console-write-backs.result.created: 9088',
      'console-write-backs.revert.effect-create: 9088, Dec 1, 2020',
      'console-write-backs.revert.confirm-create: ',
    ]);
  });

  it('says its last billed day, and loses it where the end is reverted', () => {
    const ended = of('end-line', { psaLineId: '77', before: '15', after: '0', lastBilledDay: '2020-11-30' });
    expect(all(ended)).toEqual([
      'console-write-backs.change.end-line: 15, 0, Nov 30, 2020',
      'console-write-backs.result.ends: Nov 30, 2020',
      'console-write-backs.revert.effect-end: 77, Nov 30, 2020, 15',
      'console-write-backs.revert.confirm-end: ',
    ]);
  });
});

describe('a change that two syncs have to agree on', () => {
  const line = {
    state: 'queued',
    cause: null,
    resolved: null,
    revertedBy: null,
    waitsFor: {
      code: 'usage.waits.second-sync',
      message: 'Waiting for a sync',
      params: { from: '2026-12-02T11:40:00.000Z' },
    },
  } as unknown as Parameters<typeof answerOf>[0];

  it.each([
    ['2026-12-02T11:35:00.000Z', '2026-12-03T11:35:00.000Z'],
    ['2026-12-03T11:35:00.000Z', '2026-12-03T11:35:00.000Z'],
  ])('names the first daily sync that is late enough, where the next one is at %s', (next, sends) => {
    expect(answerOf(line, text, next)).toBe(`console-write-backs.result.next-sync: ${formatInstant(sends)}`);
  });

  it('says what it waits for where no sync is due', () => {
    expect(answerOf(line, text, null)).toBe('Waiting for a sync');
  });
});
