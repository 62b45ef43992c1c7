import { decideLine } from '../mapping/line-decision.ts';
import { composeUsage } from './compose.ts';
import type { CompositionInput, LineChoice } from './composition.ts';
import { controlTotals } from './control-totals.ts';
import { choice, customerAlone, lineOf } from './customers.fixture.ts';
import { groupKeysOfCompany } from './billing-groups.ts';
import { measureOf } from './measures.ts';
import { needOf } from './needs.ts';

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
