import type { AnyMessage } from '../../messages/params.ts';
import type { PsaLine } from '../psa-facts.ts';
import {
  asApproved,
  creationOutcome,
  differencesOfCreated,
  secondStep,
  type SentLine,
} from './created-line.ts';

const marker = 'SW-0123456789';
const line = (id: string, change: Partial<PsaLine> = {}): PsaLine => ({
  id,
  agreementId: '71',
  productId: '5',
  productIdentifier: 'SEAT-ESS',
  description: null,
  quantity: '15',
  lessIncluded: null,
  unitPrice: '4',
  billable: true,
  billCustomer: 'Billable',
  effectiveDate: '2026-12-01',
  cancelledDate: null,
  status: 'active',
  lastUpdated: null,
  ...change,
});
const old = line('1', { productId: '9' });
const ours = line('2', { marker });
const sent: SentLine = { marker, productId: '5', units: '15', knownLineIds: ['1'] };

const detailOf = (first: readonly PsaLine[], second: readonly PsaLine[]): string | null => {
  const outcome = creationOutcome(sent, [first, second]);
  return outcome.kind === 'created' ? null : outcome.detail.id;
};

describe('two lists of the lines of an agreement', () => {
  it.each([
    ['both', [old, ours]],
    ['the second only, so that the request took effect between them', [old]],
  ])('find the line in %s', (_, first) => {
    expect(creationOutcome(sent, [first, [old, ours]])).toEqual({ kind: 'created', line: ours });
  });

  it.each<[string, readonly PsaLine[], readonly PsaLine[], string]>([
    ['no marker and nothing new', [old], [old], 'write-back.created.not-found'],
    ['a line of another product', [old], [old, line('3', { productId: '8' })], 'write-back.created.not-found'],
    ['a new line of the product', [old], [old, line('3')], 'write-back.created.unmarked'],
    ['the marker of another change', [old], [old, line('3', { marker: 'SW-ZZZZZZZZZZ' })], 'write-back.created.not-found'],
    ['the marker twice, once otherwise', [old, ours], [old, ours, line('3', { marker, quantity: '14' })], 'write-back.created.several'],
    ['the marker on two lines in turn', [old, ours], [old, line('3', { marker })], 'write-back.created.several'],
    ['the marker once and then not', [old, ours], [old], 'write-back.created.removed'],
    ['other units', [old], [old, line('2', { marker, quantity: '14' })], 'write-back.created.otherwise'],
    ['another product', [old], [old, line('2', { marker, productId: '8' })], 'write-back.created.otherwise'],
  ])('leave it to a person: %s', (_, first, second, detail) => {
    expect(detailOf(first, second)).toBe(detail);
  }); // prettier-ignore

  it('give the first of several as approved, since the PSA carried the request out more than once', () => {
    const twin = line('10', { marker });
    expect(
      creationOutcome(sent, [
        [old, ours],
        [old, twin, ours],
      ]),
    ).toEqual({ kind: 'created', line: ours });
  });

  it('expect no units of a line that gets them by a second write', () => {
    const bare = line('2', { marker, quantity: '1' });
    expect(asApproved({ productId: '5', units: null }, bare)).toEqual({ kind: 'created', line: bare });
  });
});

it('says what the PSA set differently from what was approved', () => {
  const approved = {
    productId: '5',
    unitPrice: null,
    catalogPrice: '4.00',
    firstBilledDay: '2026-12-01',
    billingOption: 'Billable',
    taxable: null,
    invoiceText: null,
  };
  expect(differencesOfCreated(approved, ours)).toEqual([]);
  const otherwise = differencesOfCreated(approved, {
    ...ours,
    unitPrice: '5',
    billCustomer: 'NoCharge',
    effectiveDate: '2026-11-01',
    cancelledDate: '2026-12-31',
  });
  expect(otherwise.map(({ params }) => (params['field'] as AnyMessage).id)).toEqual([
    'write-back.field.unit-price',
    'write-back.field.billing-option',
    'write-back.field.effective-date',
    'write-back.field.canceled-date',
  ]);
  expect(differencesOfCreated({ ...approved, unitPrice: '5' }, ours)).toHaveLength(1);
  expect(differencesOfCreated({ ...approved, catalogPrice: null }, ours)).toEqual([]);
});

describe('the units of a line that was created without them', () => {
  const step = (before: string, on: string) =>
    secondStep({ before, on }, { line: '2', day: '2026-12-01', units: '15' });

  it.each(['0', '1'])('are set from %s', (on) => {
    expect(step('0', on)).toEqual({ kind: 'send', before: on });
  });

  it('are left alone where they are the approved ones', () => {
    expect(step('0', '15')).toEqual({ kind: 'done' });
    expect(secondStep({ before: '0', on: '1' }, { line: '2', day: '2026-12-01', units: '1' })).toEqual({
      kind: 'done',
    });
  });

  it.each([
    ['1', '1', 'write-back.created.units-before'],
    ['15', '15', 'write-back.created.units-before'],
    ['0', '3', 'write-back.created.units-otherwise'],
  ])('are left to a person: %s before the day, %s on it', (before, on, detail) => {
    expect(step(before, on)).toMatchObject({ kind: 'conflict', detail: { id: detail } });
  });
});
