import { message } from '../../messages/message.ts';
import { decideUsageLine } from '../decisions/decide.ts';
import { defaultCheckLimits } from '../defaults.ts';
import { composeUsage } from './compose.ts';
import type { ComposedLine, CompositionInput, VanishedLine } from '../usage/composition.ts';
import { controlTotals } from './control-totals.ts';
import { customerAlone, groupOf, lineOf, ScenarioBuilder } from './customers.fixture.ts';
import { isThere, missedLines } from './vanished-lines.ts';
import { measured } from '../usage/measured.fixture.ts';

/** The line of Acme; everything else of the scenario stands beside it. */
function acme(input: CompositionInput): ComposedLine {
  const lines = composeUsage(input);
  expect(controlTotals(input, lines).mismatches).toEqual([]);
  return lines.find(({ groupKey }) => groupKey === groupOf('Acme'))!;
}

const two = (seats = 88) =>
  customerAlone({ name: 'Acme', seats: [seats], lines: [{ quantity: '60' }, { quantity: '25' }] });
const one = (seats = 25) => customerAlone({ name: 'Acme', seats: [seats], lines: [{ quantity: '25' }] });

const without = (input: CompositionInput, ...ids: string[]): CompositionInput => ({
  ...input,
  lines: input.lines.filter(({ id }) => !ids.includes(id)),
});

/** What the composition before had and this one misses, as it would be kept. */
function missing(
  before: CompositionInput,
  after: CompositionInput,
  more: Partial<VanishedLine> = {},
): CompositionInput {
  const vanished = missedLines(composeUsage(before), after)
    .map((line) => ({ ...line, now: after.lines.find(({ id }) => id === line.was.psaLineId) ?? null }))
    .filter((line) => !isThere(line, line.now, after.agreements))
    .map((line) => ({ ...line, notedAt: after.now, confirmed: false, answered: false, ...more }));
  return { ...after, vanished };
}

describe('RULES 3: a line that was live and is gone', () => {
  it('leaves its group with what it was, and nothing is advised until a later reading says the same', () => {
    const gone = missing(one(), without(one(), lineOf('Acme')));
    const vanished = message('usage.vanished-seen', {
      line: message('usage.units-at', {
        quantity: '25',
        line: lineOf('Acme'),
        price: { amount: '4.00', currency: 'USD' },
      }),
      seen: '2026-11-24T08:05:00.000Z',
      became: message('usage.became.deleted'),
    });
    expect(acme(gone)).toMatchObject({
      kind: 'new',
      flags: [
        {
          flag: 'vanished',
          reason: message('usage.flag.vanished', { vanished, more: 0, confirmed: 'no' }),
        },
      ],
      reason: message('usage.reason.new-vanished', { vanished }),
      vanished: [
        { psaLineId: lineOf('Acme'), quantity: '25', agreementName: 'Managed IT', confirmed: false },
      ],
      advice: null,
    });
    const again = acme(missing(one(), without(one(), lineOf('Acme')), { confirmed: true }));
    expect(again).toMatchObject({
      kind: 'new',
      flags: [{ flag: 'vanished', reason: { params: { confirmed: 'yes' } } }],
      advice: { kind: 'create-line', quantity: '25' },
    });
  });

  it('of another product, for another company, or with its whole agreement, it says so, and none is to be created', () => {
    const token = {
      ...one(),
      lines: one().lines.map((line) => ({ ...line, productId: '4', productIdentifier: 'FOB-TOKEN' })),
    };
    const scenario = (): CompositionInput =>
      new ScenarioBuilder()
        .customer({ name: 'Acme', seats: [25], lines: [{ quantity: '25' }] })
        .customer({ name: 'Other', lines: [{ quantity: '1', productId: '4' }] })
        .input();
    const moved = {
      ...scenario(),
      lines: scenario().lines.map((line) =>
        line.id === lineOf('Acme') ? { ...line, agreementId: 'agr-other-0' } : line,
      ),
    };
    const unlisted = { ...without(one(), lineOf('Acme')), agreements: [] };
    for (const [before, after, words] of [
      [one(), token, message('usage.became.other-product', { identifier: 'FOB-TOKEN' })],
      [
        scenario(),
        moved,
        message('usage.became.moved', { agreementId: 'agr-other-0', companyId: 'co-other' }),
      ],
    ] as const) {
      const line = acme(missing(before, after, { confirmed: true }));
      expect(line).toMatchObject({ kind: 'new', flags: [{ flag: 'vanished' }], advice: null });
      expect(line.vanished?.[0]?.became).toEqual(words);
    }
    expect(acme(missing(one(), unlisted)).vanished?.[0]?.became).toEqual(message('usage.became.unlisted'));
  });

  it('one of two lines: no approval and in no total of increases until a later reading says the same', () => {
    const before = two();
    const after = without(before, lineOf('Acme', 1));
    const held = missing(before, after);
    expect(acme(held)).toMatchObject({ kind: 'increase', variance: '28', flags: [{ flag: 'vanished' }] });
    expect(measured(composeUsage(held))).toMatchObject({
      underBilled: { lines: 0 },
      heldUp: { lines: 1 },
    });
    expect(
      decideUsageLine(
        {
          line: acme(held), version: 1, decision: 'open', proposal: null, liveState: null, openConflict: false,
          accepted: null, limits: defaultCheckLimits, ownCurrency: 'USD', changeable: new Map(), timeZoneKnown: true, writeBackEnabled: true, mayApprove: true,
          selection: 'one', today: held.today,
        } as unknown as Parameters<typeof decideUsageLine>[0], // prettier-ignore
        {
          decision: 'approve', lineVersion: 1, quantity: null, billingTarget: null, targetPsaLineId: null, newLine: null, end: null, reason: null,
        }, // prettier-ignore
      ),
    ).toMatchObject({ code: 'LineHeld' });
    expect(acme(missing(before, after, { confirmed: true })).flags).toEqual([]);
  });

  it.each<[string, (after: CompositionInput) => CompositionInput]>([
    ['by the line itself', () => one()],
    [
      'by a live line that took its place',
      () => ({ ...one(), lines: one().lines.map((line) => ({ ...line, id: 'new' })) }),
    ],
  ])('ends %s', (_, then) => {
    const { vanished } = missing(one(), without(one(), lineOf('Acme')));
    expect(acme({ ...then(one()), vanished })).toMatchObject({ kind: 'match', flags: [] });
  });

  it('a decision ends the flag, and what was there stays readable', () => {
    const line = acme(missing(one(), without(one(), lineOf('Acme')), { answered: true }));
    expect(line).toMatchObject({ kind: 'new', flags: [], vanished: [{ quantity: '25', answered: true }] });
  });

  it('a product that people no longer map, an ignored line and one that ended are no vanished lines', () => {
    const all = one();
    expect(missing(all, { ...all, mappedProductIds: ['2'] }).vanished).toEqual([]);
    const ended = { ...all, lines: all.lines.map((line) => ({ ...line, cancelledDate: '2026-11-20' })) };
    expect(missing(all, ended).vanished).toEqual([]);
    expect(acme(ended).reason).toEqual(
      message('usage.reason.new-ended', { line: 'line-acme-0', day: '2026-11-20' }),
    );
  });
});

describe('RULES 3: a status word against the dates', () => {
  const warned = (line: object): readonly unknown[] =>
    acme(customerAlone({ name: 'Acme', seats: [12], lines: [{ quantity: '10', ...line }] })).warnings;

  it('is shown, and dates decide', () => {
    expect(warned({ status: 'canceled' })).toEqual([
      message('usage.warning.canceled-without-date', { line: 'line-acme-0' }),
    ]);
    expect(warned({ status: 'active', cancelledDate: '2026-11-20' })).toEqual([
      message('usage.warning.active-but-canceled', { line: 'line-acme-0', day: '2026-11-20' }),
    ]);
    expect(
      acme(customerAlone({ name: 'Acme', seats: [12], lines: [{ quantity: '10', status: 'canceled' }] }))
        .kind,
    ).toBe('increase');
  });

  it.each([
    ['active and live', { status: 'active' }],
    ['canceled with its date', { status: 'canceled', cancelledDate: '2026-11-20' }],
    ['canceled for later', { status: 'canceled', cancelledDate: '2026-12-20' }],
    ['not said', { status: null, cancelledDate: '2026-11-20' }],
  ])('%s contradicts nothing', (_, line) => {
    expect(warned(line)).toEqual([]);
  });
});

describe('RULES 8: create is never advised where it would bill twice', () => {
  /** Acme with 14 seats and no line, and one more customer whose line stands somewhere near. */
  function beside(line: object, agreement: object, site: object = {}): ComposedLine {
    const input = new ScenarioBuilder()
      .customer({ name: 'Acme', seats: [14], lines: [{ quantity: '3', productId: '4' }] })
      .customer({
        name: 'Site',
        lines: [{ quantity: '14', ...line, on: { name: 'Site agreement', ...agreement } }],
      })
      .input();
    const companies = input.companies.map((company) =>
      company.id === 'co-site' ? { ...company, ...site } : company,
    );
    return acme({ ...input, companies });
  }

  it.each<[string, () => ComposedLine, object]>([
    [
      'on an agreement of a site company',
      () => beside({}, {}, { parentCompanyId: 'co-acme' }),
      { id: 'usage.found', params: { relation: 'site', companyId: 'co-site' } },
    ],
    [
      'on a child agreement',
      () => beside({}, { parentAgreementId: 'agr-acme-0' }),
      { id: 'usage.found', params: { relation: 'child', companyId: 'co-site' } },
    ],
    [
      'beginning later on a site company',
      () => beside({ effectiveDate: '2026-12-15' }, {}, { parentCompanyId: 'co-acme' }),
      { id: 'usage.found-later', params: { relation: 'site', day: '2026-12-15' } },
    ],
    [
      'beginning later on its own agreement',
      () =>
        acme(
          customerAlone({
            name: 'Acme',
            seats: [14],
            lines: [{ quantity: '14', effectiveDate: '2026-12-15' }],
          }),
        ),
      { id: 'usage.found-later', params: { relation: 'own', day: '2026-12-15' } },
    ],
    [
      'of an inactive product whose identifier extends a mapped one',
      () =>
        acme(
          customerAlone({
            name: 'Acme',
            seats: [14],
            lines: [{ quantity: '14', productId: '5', productIdentifier: 'DUO-ESS-OLD' }],
          }),
        ),
      { id: 'usage.found', params: { mapped: 'no' } },
    ],
  ])('a line %s is shown, outside the sums', (_, compose, found) => {
    const line = compose();
    expect(line).toMatchObject({ kind: 'new', psaQuantity: null, variance: null, advice: null });
    expect(line.found).toHaveLength(1);
    expect(line.reason.params).toMatchObject({ found });
  });

  it.each<[string, () => ComposedLine, string | null]>([
    [
      'on the agreement above its own',
      () => {
        const input = new ScenarioBuilder()
          .customer({
            name: 'Acme',
            seats: [14],
            lines: [{ quantity: '3', productId: '4', on: { parentAgreementId: 'agr-site-0' } }],
          })
          .customer({ name: 'Site', lines: [{ quantity: '14', on: { name: 'Site agreement' } }] })
          .input();
        return acme(input);
      },
      'parent-agreement',
    ],
    ['that ended', () => beside({ cancelledDate: '2026-11-01' }, {}, { parentCompanyId: 'co-acme' }), null],
    [
      'of a product that only extends a mapped one, elsewhere',
      () => beside({ productId: '5', productIdentifier: 'DUO-ESS-OLD' }, {}, { parentCompanyId: 'co-acme' }),
      null,
    ],
    [
      'of such a product on a child agreement',
      () => beside({ productId: '5', productIdentifier: 'DUO-ESS-OLD' }, { parentAgreementId: 'agr-acme-0' }),
      'child-agreement',
    ],
    ['under another parent', () => beside({}, { parentAgreementId: 'agr-none' }), null],
  ])('a line %s is found only where it may bill the usage', (_, compose, relation) => {
    expect(compose().found?.map((found) => found.relation) ?? null).toEqual(
      relation === null ? null : [relation],
    );
  });

  it('what a person settled is not found again: ignored for the company, or given to another', () => {
    const settled = (companyId: string, role: 'other-purpose' | 'counts') => {
      const input = new ScenarioBuilder()
        .customer({ name: 'Acme', seats: [14], lines: [{ quantity: '3', productId: '4' }] })
        .customer({ name: 'Site', lines: [{ quantity: '14', on: { parentAgreementId: 'agr-acme-0' } }] })
        .input([
          { companyId, vendorServiceId: 'service-1', psaLineId: lineOf('Site'), role, reason: 'settled' },
        ]);
      return acme(input).found !== undefined;
    };
    expect(settled('co-acme', 'other-purpose')).toBe(false);
    expect(settled('co-site', 'other-purpose')).toBe(true);
    expect(settled('co-site', 'counts')).toBe(false);
  });

  it('advises it where nothing was found: a decoy product, an unrelated company', () => {
    expect(beside({}, {})).toMatchObject({
      kind: 'new',
      reason: message('usage.reason.new'),
      advice: { kind: 'create-line', agreementIds: ['agr-acme-0'], agreementNames: ['Managed IT'] },
    });
  });
});

describe('RULES 3, 8: what nobody can set is billed all the same', () => {
  const bundle = message('autotask.locked.bundle', { bundle: 'Care' });
  const rule = message('autotask.locked.billing-rule', { rule: '7' });
  const billed = (seats: number, line: object): ComposedLine => {
    const [composed] = composeUsage(
      customerAlone({ name: 'Acme', seats: [seats], lines: [{ quantity: '10', ...line }] }),
    );
    return composed!;
  };

  it('the units of a bundle agree with the seats, or say which line cannot be set and why', () => {
    expect(billed(10, { locked: bundle }).kind).toBe('match');
    expect(billed(12, { locked: bundle })).toMatchObject({
      kind: 'increase',
      psaQuantity: '10',
      target: null,
      warnings: [message('usage.warning.target-locked', { line: lineOf('Acme'), why: bundle })],
    });
  });

  it('what a rule computes has no quantity: held, never without a line', () => {
    expect(billed(12, { quantity: null, locked: rule })).toMatchObject({
      kind: 'increase',
      psaQuantity: null,
      advice: null,
      flags: [{ flag: 'held', check: 'unknown' }],
      reason: { params: { lines: [message('usage.line-locked', { line: lineOf('Acme'), why: rule })] } },
    });
  });
});
