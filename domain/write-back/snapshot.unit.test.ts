import { choice, customerAlone, lineOf } from '../usage/customers.fixture.ts';
import { approve, composedOf, inAdvance, sameSnapshot } from './approvals.fixture.ts';
import {
  boundFacts,
  snapshotDifferences,
  type SourceSnapshot,
  approvedSnapshot,
  type ApprovedSnapshot,
} from './snapshot.ts';

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

describe('RULES 6: what differs, as people know it', () => {
  it.each<[string, ApprovedSnapshot, ApprovedSnapshot, object[]]>([
    [
      'a line that moved to another agreement',
      ofLine({ agreementId: '1', agreementName: 'Managed IT' }),
      ofLine({ agreementId: '2', agreementName: 'Security' }),
      [{ field: 'agreement', approved: 'Managed IT (1)', now: 'Security (2)' }],
    ],
    [
      'agreements whose name is not known',
      ofLine({ agreementId: '1', agreementName: '' }),
      ofLine({ agreementId: '2', agreementName: undefined as unknown as string }),
      [{ field: 'agreement', approved: '1', now: '2' }],
    ],
    [
      'another product',
      ofLine({ productId: '7', productIdentifier: 'DUO-ESS' }),
      ofLine({ productId: '8', productIdentifier: null }),
      [{ field: 'product', approved: 'DUO-ESS (7)', now: '8' }],
    ],
    [
      'an agreement that was put under another one',
      ofAgreement({ parentAgreementId: null, parentAgreementName: null }),
      ofAgreement({ parentAgreementId: '9', parentAgreementName: 'Group' }),
      [{ field: 'agreement parent', approved: null, now: 'Group (9)' }],
    ],
    [
      'the status of an agreement that has a parent',
      ofAgreement({ parentAgreementId: '9', parentAgreementName: 'Group', status: 'Active' }),
      ofAgreement({ parentAgreementId: '9', parentAgreementName: 'Group', status: 'Cancelled' }),
      [{ field: 'agreement status', approved: 'Active', now: 'Cancelled' }],
    ],
  ])('%s', (_, approved, now, differences) => {
    expect(snapshotDifferences(approved, now)).toEqual(differences);
  });

  it('a quantity that the PSA gives no longer, of the line and of a neighbor', () => {
    expect(sameSnapshot(snapshot, ofLine({ quantity: null }))).toBe(false);
    expect(sameSnapshot(ofLine({ quantity: null }), ofLine({ quantity: null }))).toBe(true);
    const [first, ...rest] = snapshot.neighbors;
    expect(
      snapshotDifferences(snapshot, { ...snapshot, neighbors: [{ ...first!, quantity: null }, ...rest] }),
    ).toEqual([expect.objectContaining({ approved: '3', now: null })]);
  });
});
