import { message } from '../../messages/message.ts';
import { billingGroups, linesInSum } from './billing-groups.ts';
import { composeUsage } from './compose.ts';
import type { CompositionInput, LineSource, VanishedLine, VanishedSource } from '../usage/composition.ts';
import { choice, customerAlone, groupOf, lineOf } from './customers.fixture.ts';
import { describeVanished, isThere, missedIn, missedLines, vanishedFlag } from './vanished-lines.ts';

const [first, second, third, fourth] = [0, 1, 2, 3].map((index) => lineOf('Acme', index)) as [
  string,
  string,
  string,
  string,
];

/** Two lines in the sum, one that ended and one that was ignored. */
const acme = (): CompositionInput =>
  customerAlone(
    {
      name: 'Acme',
      seats: [85],
      lines: [
        { quantity: '60' },
        { quantity: '25' },
        { quantity: '7', cancelledDate: '2026-11-01' },
        { quantity: '9' },
      ],
    },
    [choice('Acme', fourth, 'other-purpose')],
  );

const without = (input: CompositionInput, ...ids: string[]): CompositionInput => ({
  ...input,
  lines: input.lines.filter(({ id }) => !ids.includes(id)),
});

const missed = (after: CompositionInput) =>
  missedLines(composeUsage(acme()), after).map(({ groupKey, was, beside }) => ({
    groupKey,
    id: was.psaLineId,
    beside,
  }));

describe('RULES 3: which lines of the composition before are missed', () => {
  it('none while all are where they were, and none that ended or was ignored', () => {
    expect(missed(acme())).toEqual([]);
    expect(missed(without(acme(), third, fourth))).toEqual([]);
  });

  it('those of the sum that are gone, each with the other lines of the sum', () => {
    expect(missed(without(acme(), second))).toEqual([
      { groupKey: groupOf('Acme'), id: second, beside: [first] },
    ]);
    expect(missed(without(acme(), first, second)).map(({ id, beside }) => [id, beside])).toEqual([
      [first, [second]],
      [second, [first]],
    ]);
  });

  it('those that are of another product, or of another company', () => {
    const token = acme().lines.map((line) => (line.id === first ? { ...line, productId: '4' } : line));
    expect(missed({ ...acme(), lines: token }).map(({ id }) => id)).toEqual([first]);
    const agreements = acme().agreements.map((agreement) => ({ ...agreement, companyId: 'co-other' }));
    expect(missed({ ...acme(), agreements }).map(({ id }) => id)).toEqual([first, second]);
  });
});

const sourceOf = (input: CompositionInput, id: string): LineSource =>
  composeUsage(input)[0]!.lines.find(({ psaLineId }) => psaLineId === id)!;

function vanished(change: Partial<VanishedLine> = {}): VanishedLine {
  return {
    groupKey: groupOf('Acme'),
    was: sourceOf(acme(), first),
    beside: [second],
    notedAt: '2026-11-24T08:10:00.000Z',
    confirmed: false,
    answered: false,
    now: null,
    ...change,
  };
}

describe('RULES 3: whether only a mapping changed', () => {
  it('the line is there while it is of the same product for the same company', () => {
    const { lines, agreements } = acme();
    expect(isThere(vanished(), lines[0]!, agreements)).toBe(true);
    expect(isThere(vanished(), null, agreements)).toBe(false);
    expect(isThere(vanished(), { ...lines[0]!, productId: '4' }, agreements)).toBe(false);
  });

  it('it is not there on an agreement that the PSA no longer lists', () => {
    expect(isThere(vanished(), acme().lines[0]!, [])).toBe(false);
  });
});

describe('RULES 3: what a group still misses', () => {
  function misses(input: CompositionInput, ...lines: VanishedLine[]) {
    const group = billingGroups(input).groups[0]!;
    return missedIn(group, linesInSum(group), { ...input, vanished: lines });
  }

  it('its own lines alone', () => {
    const after = without(acme(), first);
    expect(misses(after, vanished({ groupKey: groupOf('Other') }))).toEqual([]);
    expect(misses(after, vanished())).toEqual([
      {
        ...sourceOf(acme(), first),
        notedAt: '2026-11-24T08:10:00.000Z',
        confirmed: false,
        answered: false,
        became: message('usage.became.deleted'),
      },
    ]);
  });

  it('no line that ended where it stood', () => {
    const after = acme();
    const lines = after.lines.map((line) => ({ ...line, cancelledDate: '2026-11-20' }));
    expect(misses({ ...after, lines }, vanished())).toEqual([]);
    const other = without({ ...after, lines }, first);
    expect(misses(other, vanished()).map(({ psaLineId }) => psaLineId)).toEqual([first]);
  });

  it('none once a line that was not beside it is live, and none beside any live line once it was read twice', () => {
    const after = without(acme(), first);
    expect(misses(after, vanished({ beside: [] }))).toEqual([]);
    expect(misses(after, vanished({ confirmed: true }))).toEqual([]);
    expect(misses(without(after, second), vanished({ confirmed: true }))).toHaveLength(1);
  });

  it.each<[string, (input: CompositionInput) => [CompositionInput, Partial<VanishedLine>], unknown]>([
    ['deleted', (input) => [input, {}], message('usage.became.deleted')],
    [
      'on an agreement that is gone',
      (input) => [{ ...input, agreements: [] }, {}],
      message('usage.became.unlisted'),
    ],
    [
      'of a product without an identifier',
      (input) => [input, { now: { ...acme().lines[0]!, productId: '9', productIdentifier: null } }],
      message('usage.became.other-product-id', { productId: '9' }),
    ],
    [
      'moved to a company that the PSA does not list',
      (input) => [
        {
          ...input,
          agreements: [
            ...input.agreements,
            { ...input.agreements[0]!, id: 'agr-far', name: 'Far', companyId: 'co-far' },
          ],
        },
        { now: { ...acme().lines[0]!, agreementId: 'agr-far' } },
      ],
      message('usage.became.moved', { agreementId: 'agr-far', companyId: 'co-far' }),
    ],
  ])('%s', (_, change, words) => {
    const [after, more] = change(without(acme(), first));
    expect(misses(after, vanished(more)).map(({ became }) => became)).toEqual([words]);
  });
});

describe('RULES 3: what is said of vanished lines', () => {
  const source = (change: Partial<VanishedSource> = {}): VanishedSource => ({
    ...sourceOf(acme(), first),
    notedAt: '2026-11-24T08:10:00.000Z',
    confirmed: true,
    answered: false,
    became: message('usage.became.deleted'),
    ...change,
  });
  const said = (...lines: VanishedSource[]): readonly unknown[] =>
    vanishedFlag(lines).map(({ reason: { params } }) => [params['more'], params['confirmed']]);

  it('names the first and counts the others', () => {
    expect(said(source())).toEqual([[0, 'yes']]);
    expect(said(source(), source())).toEqual([[1, 'yes']]);
    expect(said(source(), source(), source())).toEqual([[2, 'yes']]);
  });

  it('is held until a later reading said the same of every one', () => {
    expect(said(source(), source({ confirmed: false }))).toEqual([[1, 'no']]);
  });

  it('is not said of those that somebody decided about', () => {
    expect(said(source({ answered: true }))).toEqual([]);
    expect(said(source({ answered: true }), source())).toEqual([[0, 'yes']]);
  });

  it('leaves out what the PSA had not said', () => {
    const became = message('usage.became.deleted');
    const units = { quantity: '60', line: first };
    const seen = '2026-11-24T08:05:00.000Z';
    expect(describeVanished(source())).toEqual(
      message('usage.vanished-seen', {
        line: message('usage.units-at', { ...units, price: { amount: '4.00', currency: 'USD' } }),
        seen,
        became,
      }),
    );
    expect(describeVanished(source({ currency: 'XXX' })).params['line']).toEqual(
      message('usage.units-at-unconfirmed', { ...units, price: '4.00' }),
    );
    expect(describeVanished(source({ quantity: null, unitPrice: null, readAt: null }))).toEqual(
      message('usage.vanished', { line: message('usage.line', { line: first }), became }),
    );
  });
});
