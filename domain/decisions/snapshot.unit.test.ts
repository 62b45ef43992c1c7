import { asWritten, type Message, message } from '../../messages/message.ts';
import { fieldValue } from './line-fields.ts';
import { choice, customerAlone, lineOf } from '../comparison/customers.fixture.ts';
import { approve, composedOf, inAdvance, sameSnapshot } from '../write-back/approvals.fixture.ts';
import { boundFacts, type SourceSnapshot, approvedSnapshot, type ApprovedSnapshot } from './snapshot.ts';
import { snapshotDifferences } from '../write-back/snapshot-differences.ts';

const input = inAdvance(
  customerAlone(
    { name: 'Acme', seats: [15], lines: [{ quantity: '7' }, { quantity: '3' }, { quantity: '2' }] },
    [choice('Acme', lineOf('Acme', 0), 'target')],
  ),
);
const { snapshot } = approve(input, 'Acme');
const facts = boundFacts(input);

const ofLine = (change: Partial<SourceSnapshot>): ApprovedSnapshot => ({
  ...snapshot,
  line: { ...snapshot.line, ...change },
});
const ofAgreement = (change: Partial<ApprovedSnapshot['agreement']>): ApprovedSnapshot => ({
  ...snapshot,
  agreement: { ...snapshot.agreement, ...change },
});

describe('RULES 6: what a stamp holds', () => {
  it('neighbors in the order of their ids, whatever order the lines come in', () => {
    const composed = composedOf(input, 'Acme');
    const turned = { ...composed, lines: composed.lines.toReversed() };
    for (const line of [composed, turned])
      expect(
        approvedSnapshot(line, lineOf('Acme', 0), facts)?.neighbors.map(({ psaLineId }) => psaLineId),
      ).toEqual([lineOf('Acme', 1), lineOf('Acme', 2)]);
  });

  it('is missing without the line, or without its agreement', () => {
    const composed = composedOf(input, 'Acme');
    expect(approvedSnapshot(composed, 'other', facts)).toBeNull();
    expect(approvedSnapshot(composed, lineOf('Acme', 0), { ...facts, agreements: new Map() })).toBeNull();
  });
});

const none = message('write-back.value.none');
const difference = (
  field: 'agreement' | 'agreement-parent' | 'agreement-status' | 'product',
  before: Message,
  after: Message,
): Message =>
  message('write-back.difference', { field: message(`write-back.field.${field}`), before, after });

describe('RULES 6: what differs', () => {
  it.each<[string, ApprovedSnapshot, ApprovedSnapshot, Message]>([
    [
      'a line that moved to another agreement',
      ofLine({ agreementId: '1', agreementName: 'Managed IT' }),
      ofLine({ agreementId: '2', agreementName: 'Security' }),
      difference('agreement', fieldValue('agreementId', '1'), fieldValue('agreementId', '2')),
    ],
    [
      'another product',
      ofLine({ productId: '7', productIdentifier: 'DUO-ESS' }),
      ofLine({ productId: '8', productIdentifier: null }),
      difference('product', fieldValue('productId', '7'), fieldValue('productId', '8')),
    ],
    [
      'an agreement that was put under another one',
      ofAgreement({ parentAgreementId: null }),
      ofAgreement({ parentAgreementId: '9' }),
      difference('agreement-parent', none, fieldValue('agreementId', '9')),
    ],
    [
      'the status of an agreement that has a parent',
      ofAgreement({ parentAgreementId: '9', status: 'Active' }),
      ofAgreement({ parentAgreementId: '9', status: 'Cancelled' }),
      difference('agreement-status', asWritten('Active'), asWritten('Cancelled')),
    ],
  ])('%s', (_, approved, now, expected) => {
    expect(snapshotDifferences(approved, now)).toEqual([expected]);
  });

  it('a quantity that the PSA gives no longer, of the line and of a neighbor', () => {
    expect(sameSnapshot(snapshot, ofLine({ quantity: null }))).toBe(false);
    expect(sameSnapshot(ofLine({ quantity: null }), ofLine({ quantity: null }))).toBe(true);
    const [first, ...rest] = snapshot.neighbors;
    expect(
      snapshotDifferences(snapshot, { ...snapshot, neighbors: [{ ...first!, quantity: null }, ...rest] }),
    ).toEqual([
      message('write-back.difference-of-line', {
        field: message('write-back.field.quantity'),
        line: first!.psaLineId,
        before: fieldValue('quantity', '3'),
        after: none,
      }),
    ]);
  });
});
