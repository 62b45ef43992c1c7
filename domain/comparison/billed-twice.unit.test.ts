import { decideLine } from '../mapping/line-decision.ts';
import { composeUsage } from './compose.ts';
import type { CompositionInput, LineChoice } from '../usage/composition.ts';
import { controlTotals } from './control-totals.ts';
import { choice, customerAlone, lineOf } from './customers.fixture.ts';
import { groupKeysOfCompany } from './billing-groups.ts';
import { measureOf } from '../usage/measures.ts';
import { needOf } from '../usage/needs.ts';

/** Ten seats; ten on one agreement at 4.00, and once more on another, at 20.00. */
const scenario = (choices: readonly LineChoice[], second: object = {}): CompositionInput =>
  customerAlone(
    {
      name: 'Acme',
      seats: [10],
      lines: [
        { quantity: '10', agreement: 1 },
        { quantity: '10', agreement: 2, unitPrice: '20.00', ...second },
      ],
    },
    choices,
  );
const [first, second] = [lineOf('Acme', 0), lineOf('Acme', 1)];
const target = choice('Acme', first, 'target');
const duplicate = choice('Acme', second, 'duplicate');
const of = (input: CompositionInput) => new Map(composeUsage(input).map((line) => [line.kind, line]));
const facts = (decision: 'open' | 'approved') => ({
  decision,
  conflict: false,
  ended: false,
  needsTarget: false,
});

describe('RULES 4: a duplicate that is to be ended', () => {
  it('stays open as billed twice, beside a customer whose other line matches', () => {
    const lines = of(scenario([target, duplicate]));
    expect([...lines.keys()]).toEqual(['match', 'billed-twice']);
    expect(lines.get('match')).toMatchObject({
      psaQuantity: '10',
      variance: '0',
      lines: [{ psaLineId: first }],
    });
    const twice = lines.get('billed-twice')!;
    expect(twice).toMatchObject({
      companyId: 'co-acme',
      psaQuantity: '10',
      variance: null,
      target: null,
      flags: [],
      money: { effectPerMonth: '-200', effectPerInvoice: '-200' },
      lines: [{ psaLineId: second, role: 'duplicate' }],
      advice: { kind: 'cancel-line', psaLineIds: [second] },
    });
    expect(twice.reason.id).toBe('usage.reason.billed-twice');
    expect(needOf({ ...twice, ...facts('open') })).toBe('billed-twice');
    expect(measureOf({ ...twice, flags: [], decision: 'open', open: true, read: true })).toBe('overBilled');
  });

  it('closes once the line has ended, and says until then when it will', () => {
    expect([...of(scenario([target, duplicate], { cancelledDate: '2026-11-20' })).keys()]).toEqual(['match']);
    const ending = of(scenario([target, duplicate], { cancelledDate: '2026-12-31' }));
    expect(ending.get('billed-twice')).toMatchObject({ flags: [], money: { effectPerMonth: '-200' } });
    expect(ending.get('billed-twice')?.reason.params).toMatchObject({
      lines: [{ id: 'usage.line-ending', params: { day: '2026-12-31' } }],
    });
    expect(ending.get('match')?.flags).toEqual([]);
  });

  it('is not read where its agreement could not be', () => {
    const input = scenario([target, duplicate]);
    const agreementReadings = input.agreementReadings.map((reading) =>
      reading.agreementId.endsWith('2')
        ? { ...reading, newest: { ...reading.newest, outcome: 'failed' as const, code: 'PsaTimeout' } }
        : reading,
    );
    expect([...of({ ...input, agreementReadings }).values()].map(({ kind }) => kind)).toContain('not-read');
    expect(of({ ...input, agreementReadings }).has('billed-twice')).toBe(false);
  });

  it('is composed alone where only its group is', () => {
    const input = scenario([target, duplicate]);
    const elsewhere = { compared: 0, falling: 0, held: 0, count: 0, accepted: '0' };
    const [company, twin] = groupKeysOfCompany('co-acme', input.vendorServiceId);
    const part = (key: string) => ({ ...input, part: { groupKeys: new Set([key]), elsewhere } });
    expect(composeUsage(part(twin!)).map(({ kind }) => kind)).toEqual(['billed-twice']);
    expect(composeUsage(part(company!)).map(({ kind }) => kind)).toEqual(['match']);
  });

  it('splits what stands outside of every sum', () => {
    const other = choice('Acme', second, 'other-purpose');
    const units = (choices: LineChoice[]) => {
      const input = scenario(choices);
      const { closes, units: sums } = controlTotals(input, composeUsage(input));
      return { closes, ...sums };
    };
    const all = { closes: true, live: '20', inGroups: '10', noAccount: '0', ignored: '10' };
    expect(units([target, duplicate])).toMatchObject({ ...all, otherPurpose: '0', billedTwice: '10' });
    expect(units([target, other])).toMatchObject({ ...all, otherPurpose: '10', billedTwice: '0' });
  });

  it('cannot be the line that changes, named or the only one', () => {
    const evaluate = (choices: readonly LineChoice[], psaLineId: string, reason = 'sold twice') => {
      const composed = composeUsage(scenario(choices));
      return decideLine(
        {
          kind: 'line',
          companyId: 'co-acme',
          vendorServiceId: 'service-1',
          psaLineId,
          action: 'duplicate',
          reason,
        },
        {
          lineExists: true,
          group: composed.find(({ kind }) => kind !== 'billed-twice') ?? null,
          duplicates: composed.find(({ kind }) => kind === 'billed-twice') ?? null,
        },
      );
    };
    const rejected = { ok: false, code: 'DuplicateIsTarget' };
    expect(evaluate([target], first)).toMatchObject(rejected);
    // Of one line alone nobody need say that it changes.
    expect(evaluate([duplicate], first)).toMatchObject(rejected);
    expect(evaluate([target], second, ' ')).toMatchObject({ ok: false, code: 'ReasonRequired' });
    expect(evaluate([target], second)).toMatchObject({ ok: true, changes: [{ role: 'duplicate' }] });
    // Said before, it can be said again or taken back.
    expect(evaluate([target, duplicate], second)).toMatchObject({ ok: true });
  });
});

describe('RULES 4: a line that begins later and takes its customer above its units', () => {
  const begins = (day: string, spec: object = {}) => ({ quantity: '10', effectiveDate: day, ...spec });
  const ours = { ownDates: [{ psaLineId: first, firstBilledDay: '2027-01-01' }] };
  const twins = (
    lines: readonly object[],
    more: object = {},
    choices: readonly LineChoice[] = [],
    seats = 10,
  ) => of({ ...customerAlone({ name: 'Acme', seats: [seats], lines }, choices), ...more });

  it('is billed twice from that day, beside the line that Seatwise created for the same day', () => {
    const lines = twins([begins('2027-01-01'), begins('2027-01-01')], ours);
    expect([...lines.keys()]).toEqual(['match', 'billed-twice']);
    expect(lines.get('match')).toMatchObject({ psaQuantity: '10', variance: '0', flags: [] });
    const twice = lines.get('billed-twice')!;
    expect(twice).toMatchObject({
      beginsOn: '2027-01-01',
      psaQuantity: '10',
      flags: [],
      money: { effectPerMonth: '-40', effectPerInvoice: '-40', note: null },
      lines: [{ psaLineId: second, role: null, live: false, beginsLater: true }],
      advice: { kind: 'cancel-line', psaLineIds: [second] },
      reason: {
        id: 'usage.reason.billed-twice-from-created',
        params: { day: '2027-01-01', billed: '20', units: '10', created: first, line: second },
      },
    });
    expect(needOf({ ...twice, ...facts('open') })).toBe('billed-twice');
    expect(measureOf({ ...twice, flags: [], decision: 'open', open: true, read: true })).toBe('overBilled');
  });

  it('can be marked before it begins, for the other purpose as well', () => {
    const specs = [begins('2027-01-01'), begins('2027-01-01')];
    const lines = twins(specs, ours);
    const decide = (action: 'duplicate' | 'other-purpose' | 'counts') =>
      decideLine(
        { kind: 'line', companyId: 'co-acme', vendorServiceId: 'service-1', psaLineId: second, action, reason: 'sold twice' },
        { lineExists: true, group: lines.get('match')!, duplicates: lines.get('billed-twice')! },
      ); // prettier-ignore
    expect(decide('duplicate')).toMatchObject({ ok: true, changes: [{ role: 'duplicate' }] });
    expect(decide('other-purpose')).toMatchObject({ ok: true });
    expect(decide('counts')).toMatchObject({ ok: false, code: 'LineNotInGroup' });
    const marked = twins(specs, ours, [duplicate]);
    expect(marked.get('billed-twice')).toMatchObject({
      beginsOn: '2027-01-01',
      money: { effectPerMonth: '-40' },
      lines: [{ role: 'duplicate' }],
      reason: { params: { lines: [{ id: 'usage.line-beginning', params: { day: '2027-01-01' } }] } },
    });
    const other = twins(specs, ours, [choice('Acme', second, 'other-purpose')]);
    expect([...other.keys()]).toEqual(['match']);
    expect(other.get('match')?.flags).toEqual([]);
  });

  it('counts for what it bills too much, and holds a change of the customer', () => {
    const lines = twins([{ quantity: '10' }, begins('2027-01-01')], {}, [], 15);
    expect(lines.get('increase')).toMatchObject({ flags: [{ flag: 'scheduled' }] });
    expect(lines.get('billed-twice')).toMatchObject({
      money: { effectPerMonth: '-20' },
      reason: { id: 'usage.reason.billed-twice-from', params: { billed: '20', units: '15' } },
    });
  });

  it.each<[string, readonly object[], number]>([
    ['it brings the customer to its units', [{ quantity: '10' }, begins('2027-01-01')], 20],
    ['the other line ends before', [{ quantity: '10', cancelledDate: '2026-12-31' }, begins('2027-01-01')], 10],
    ['the other line ends that day', [{ quantity: '10', cancelledDate: '2027-01-01' }, begins('2027-01-01')], 10],
    ['the agreement of the other ends', [{ quantity: '10', on: { endDate: '2026-12-31' } }, begins('2027-01-01', { agreement: 2 })], 10],
    ['it is the only line', [begins('2027-01-01')], 10],
    ['a quantity is not known', [{ quantity: null }, begins('2027-01-01')], 10],
  ])('is none where %s', (_, lines, seats) => {
    const composed = twins(lines, {}, [], seats);
    expect(composed.has('billed-twice')).toBe(false);
    expect([...composed.values()].some(({ flags }) => flags.some(({ flag }) => flag === 'scheduled'))).toBe(true);
  }); // prettier-ignore

  it('may bill already, while the line that Seatwise created begins later', () => {
    const lines = twins([begins('2027-01-01'), { quantity: '10' }], ours);
    expect(lines.get('match')).toMatchObject({ psaQuantity: '10', lines: [{ psaLineId: first }] });
    expect(lines.get('billed-twice')).toMatchObject({
      beginsOn: '2027-01-01',
      lines: [{ psaLineId: second, live: true }],
      reason: { params: { day: '2027-01-01', billed: '20', created: first } },
    });
    const input = customerAlone({
      name: 'Acme',
      seats: [10],
      lines: [begins('2027-01-01'), { quantity: '10' }],
    });
    const { closes, units } = controlTotals({ ...input, ...ours }, composeUsage({ ...input, ...ours }));
    expect({ closes, ...units }).toMatchObject({
      closes: true,
      live: '20',
      inGroups: '10',
      billedTwice: '10',
    });
  });

  it('is not read where the count is not', () => {
    const input = customerAlone({
      name: 'Acme',
      seats: [10],
      lines: [{ quantity: '10' }, begins('2027-01-01')],
    });
    const accounts = input.accounts.map((account) => ({
      ...account,
      newestRead: { outcome: 'failed' as const, code: 'VendorTimeout', at: input.now },
    }));
    expect(composeUsage({ ...input, accounts }).map(({ kind }) => kind)).toEqual(['not-read', 'not-read']);
  });

  it('is composed alone as well', () => {
    const input = customerAlone({
      name: 'Acme',
      seats: [10],
      lines: [{ quantity: '10' }, begins('2027-01-01')],
    });
    const elsewhere = { compared: 0, falling: 0, held: 0, count: 0, accepted: '0' };
    for (const groupKey of groupKeysOfCompany('co-acme', input.vendorServiceId))
      expect(composeUsage({ ...input, part: { groupKeys: new Set([groupKey]), elsewhere } })).toEqual(
        composeUsage(input).filter((line) => line.groupKey === groupKey),
      );
  });
});
