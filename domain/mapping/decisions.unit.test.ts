import { message } from '../../messages/message.ts';
import { composeUsage } from '../comparison/compose.ts';
import { choice, customerAlone, lineOf } from '../comparison/customers.fixture.ts';
import type { LineChoice, IncludedAnswer } from '../usage/composition.ts';
import { decideAccount } from './account-decision.ts';
import type {
  AccountDecision,
  AccountDecisionFacts,
  DecidedAccount,
  IncludedDecision,
  LineDecision,
  ServiceDecision,
} from './decisions.ts';
import { decideIncluded } from './included-decision.ts';
import { decideLine } from './line-decision.ts';
import { decideService, type ServiceDecisionFacts } from './service-decision.ts';

const acme: DecidedAccount = {
  id: 'a',
  name: 'Acme',
  kind: 'child',
  gone: false,
  mark: null,
  mapping: { state: 'unmapped' },
  seats: 19,
  failure: null,
};
const facts = (
  account: Partial<DecidedAccount> = {},
  rest: Partial<AccountDecisionFacts> = {},
): AccountDecisionFacts => ({
  account: { ...acme, ...account },
  company: { id: 'c', name: 'Acme', deleted: false },
  alreadyOnCompany: [],
  ...rest,
});
const decide = (decision: Partial<AccountDecision>, given = facts()) =>
  decideAccount({ kind: 'account', vendorId: 'a', action: 'map', psaId: 'c', ...decision }, given);

describe('RULES 10, 11: decisions about accounts', () => {
  it('maps, and says the sum where the company has an account already', () => {
    expect(decide({})).toEqual({
      ok: true,
      changes: [{ change: 'map-account', accountId: 'a', companyId: 'c' }],
      warnings: [],
    });
    expect(decide({}, facts({}, { alreadyOnCompany: [{ name: 'Plant', seats: 26 }] }))).toMatchObject({
      ok: true,
      warnings: [message('mapping.same-line', { seats: '26 + 19', sum: 45 })],
    });
  });

  it.each<[string, Partial<AccountDecision>, AccountDecisionFacts]>([
    ['AccountUnknown', {}, { account: null, company: null, alreadyOnCompany: [] }],
    ['AccountGone', {}, facts({ gone: true })],
    ['CompanyRequired', { psaId: undefined }, facts()],
    ['CompanyUnknown', {}, facts({}, { company: null })],
    ['CompanyInRecycleBin', {}, facts({}, { company: { id: 'c', name: 'Acme', deleted: true } })],
    ['AccountExcluded', {}, facts({ mapping: { state: 'excluded', reason: 'shared' } })],
    ['SplitNotAvailable', {}, facts({ mapping: { state: 'mapped', companyId: 'other' } })],
    ['ReasonRequired', { action: 'exclude', reason: '  ' }, facts()],
    ['MarkRequired', { action: 'mark' }, facts()],
    ['NothingToAcknowledge', { action: 'acknowledge' }, facts()],
    [
      'CauseNotPermanent',
      { action: 'acknowledge' },
      facts({ failure: { code: 'VendorTimeout', permanent: false } }),
    ],
    ['CompanyUnknown', { action: 'reject' }, facts({}, { company: null })],
  ])('rejects %s', (code, decision, given) => {
    expect(decide(decision, given)).toMatchObject({ ok: false, code });
  });

  it('offers the exclusion where a second company is rejected', () => {
    expect(decide({}, facts({ mapping: { state: 'mapped', companyId: 'other' } }))).toMatchObject({
      detail: { id: 'mapping.split' },
    });
  });

  it.each<[string, Partial<AccountDecision>, AccountDecisionFacts]>([
    ['mapping where it is mapped', {}, facts({ mapping: { state: 'mapped', companyId: 'c' } })],
    ['unmapping what is not mapped', { action: 'unmap' }, facts()],
    ['including what is not excluded', { action: 'include' }, facts()],
    ['a mark it has', { action: 'mark', mark: 'nfr' }, facts({ mark: 'nfr' })],
  ])('%s changes nothing', (_, decision, given) => {
    expect(decide(decision, given)).toEqual({ ok: true, changes: [], warnings: [] });
  });

  it.each<[Partial<AccountDecision>, AccountDecisionFacts, object]>([
    [
      { action: 'unmap' },
      facts({ gone: true, mapping: { state: 'mapped', companyId: 'c' } }),
      { change: 'unmap-account' },
    ],
    [{ action: 'exclude', reason: ' shared ' }, facts(), { change: 'exclude-account', reason: 'shared' }],
    [
      { action: 'include' },
      facts({ mapping: { state: 'excluded', reason: 'x' } }),
      { change: 'include-account' },
    ],
    [{ action: 'mark', mark: null }, facts({ mark: 'internal' }), { change: 'mark-account', mark: null }],
    [
      { action: 'acknowledge' },
      facts({ failure: { code: 'DuoNoHost', permanent: true } }),
      { change: 'acknowledge-cause', code: 'DuoNoHost' },
    ],
    [{ action: 'reject' }, facts(), { change: 'reject-suggestion', companyId: 'c' }],
  ])('%o is accepted', (decision, given, change) => {
    expect(decide(decision, given)).toMatchObject({ ok: true, changes: [change] });
  });
});

describe('decisions about products', () => {
  const product = {
    id: '1',
    identifier: 'DUO-ESS',
    description: null,
    productClass: 'Service',
    holdsOthers: false,
    inactive: false,
    price: '4.00',
  };
  const given = (change: Partial<ServiceDecisionFacts> = {}): ServiceDecisionFacts => ({
    service: { id: 's', name: 'Duo User License' },
    product,
    mappedTo: null,
    ...change,
  });
  const decision: ServiceDecision = { kind: 'service', vendorId: 's', action: 'map', psaId: '1' };

  it.each<[string, Partial<ServiceDecisionFacts>]>([
    ['ServiceUnknown', { service: null }],
    ['ProductUnknown', { product: null }],
    ['ProductInactive', { product: { ...product, inactive: true } }],
    ['ProductIsBundle', { product: { ...product, productClass: 'Bundle', holdsOthers: true } }],
    ['ProductMappedElsewhere', { mappedTo: 'other' }],
  ])('rejects %s', (code, change) =>
    expect(decideService(decision, given(change))).toMatchObject({ ok: false, code }),
  );

  it('maps once, and unmaps even a product that became inactive', () => {
    expect(decideService(decision, given())).toMatchObject({
      ok: true,
      changes: [{ change: 'map-product', productId: '1' }],
    });
    expect(decideService(decision, given({ mappedTo: 's' }))).toMatchObject({ ok: true, changes: [] });
    expect(
      decideService({ ...decision, action: 'unmap' }, given({ mappedTo: 's', product: null })),
    ).toMatchObject({
      changes: [{ change: 'unmap-product' }],
    });
  });
});

describe('RULES 4: roles of lines', () => {
  const group = (seats: number, choices: LineChoice[] = [], agreement = 0) =>
    composeUsage(
      customerAlone(
        { name: 'Acme', seats: [seats], lines: [{ quantity: '60' }, { quantity: '25', agreement }] },
        choices,
      ),
    )[0]!;
  const role = (index: number, action: LineDecision['action'], reason?: string): LineDecision => ({
    kind: 'line',
    companyId: 'co-acme',
    vendorServiceId: 'service-1',
    psaLineId: lineOf('Acme', index),
    action,
    reason,
  });

  it('names a target and demotes the one before', () => {
    const before = [choice('Acme', lineOf('Acme', 0), 'target')];
    expect(decideLine(role(1, 'target'), { lineExists: true, group: group(88, before) })).toMatchObject({
      ok: true,
      changes: [
        { psaLineId: lineOf('Acme', 0), role: 'counts' },
        { psaLineId: lineOf('Acme', 1), role: 'target' },
      ],
    });
  });

  it.each<[string, LineDecision, Parameters<typeof decideLine>[1]]>([
    ['LineUnknown', role(0, 'target'), { lineExists: false, group: group(88) }],
    ['LineNotInGroup', role(7, 'target'), { lineExists: true, group: group(88) }],
    ['LineNotInGroup', role(0, 'target'), { lineExists: true, group: null }],
    ['ReasonRequired', role(1, 'other-purpose'), { lineExists: true, group: group(88) }],
    ['TargetWouldBeZero', role(1, 'target'), { lineExists: true, group: group(60) }],
  ])('rejects %s', (code, decision, given) =>
    expect(decideLine(decision, given)).toMatchObject({ ok: false, code }),
  );

  it('does not reject a target while a duplicate on another agreement still waits for its role', () => {
    expect(decideLine(role(0, 'target'), { lineExists: true, group: group(20, [], 1) })).toMatchObject({
      ok: true,
    });
  });
});

describe('RULES 9: what free units are', () => {
  const group = (free?: IncludedAnswer, choices: LineChoice[] = []) =>
    composeUsage(
      customerAlone(
        {
          name: 'Acme',
          seats: [12],
          lines: [
            { quantity: '17', lessIncluded: '5', ...(free === undefined ? {} : { free }) },
            { quantity: '1' },
          ],
        },
        choices,
      ),
    )[0]!;
  const answer = (change: Partial<IncludedDecision> = {}): IncludedDecision => ({
    kind: 'included',
    companyId: 'co-acme',
    vendorServiceId: 'service-1',
    psaLineId: lineOf('Acme', 0),
    lessIncluded: '5.00',
    action: 'beside',
    reason: ' as the contract says ',
    ...change,
  });

  it('is remembered with reason and with the number it was said of, also when it changes', () => {
    for (const before of [undefined, 'part'] as const)
      expect(decideIncluded(answer(), { lineExists: true, group: group(before) })).toMatchObject({
        ok: true,
        changes: [
          {
            change: 'answer-included',
            psaLineId: lineOf('Acme', 0),
            lessIncluded: '5',
            answer: 'beside',
            reason: 'as the contract says',
          },
        ],
      });
  });

  it('the same once more changes nothing', () => {
    expect(decideIncluded(answer(), { lineExists: true, group: group('beside') })).toMatchObject({
      ok: true,
      changes: [],
    });
  });

  it.each<[string, IncludedDecision, Parameters<typeof decideIncluded>[1]]>([
    ['LineUnknown', answer(), { lineExists: false, group: group() }],
    ['LineNotInGroup', answer({ psaLineId: 'other' }), { lineExists: true, group: group() }],
    ['LineNotInGroup', answer(), { lineExists: true, group: null }],
    [
      'LineNotInGroup',
      answer(),
      { lineExists: true, group: group(undefined, [choice('Acme', lineOf('Acme', 0), 'other-purpose')]) },
    ],
    ['NothingIncluded', answer({ psaLineId: lineOf('Acme', 1) }), { lineExists: true, group: group() }],
    ['IncludedChanged', answer({ lessIncluded: '6' }), { lineExists: true, group: group() }],
    ['ReasonRequired', answer({ reason: '  ' }), { lineExists: true, group: group() }],
  ])('rejects %s', (code, decision, given) =>
    expect(decideIncluded(decision, given)).toMatchObject({ ok: false, code }),
  );

  it('a target beside free units is judged with them', () => {
    const target: LineDecision = {
      kind: 'line',
      companyId: 'co-acme',
      vendorServiceId: 'service-1',
      psaLineId: lineOf('Acme', 1),
      action: 'target',
    };
    // 12 seats and 5 beside them less 17 leave nothing for the second line; unexplained, nobody knows.
    expect(decideLine(target, { lineExists: true, group: group('beside') })).toMatchObject({
      code: 'TargetWouldBeZero',
    });
    expect(decideLine(target, { lineExists: true, group: group() })).toMatchObject({ ok: true });
  });
});
