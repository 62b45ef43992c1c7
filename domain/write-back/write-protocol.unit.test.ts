import fc from 'fast-check';
import { propertyRuns } from '../property-runs.fixture.ts';
import { bound, type PatchFate, type ProtocolEvent, WriteProtocol } from './write-protocol.fixture.ts';

const fates: readonly PatchFate[] = [
  'done',
  'done, answer lost',
  'late',
  'not done, answer lost',
  'rejected',
  'not sent',
];
const fate = fc.constantFrom(...fates);
const worker = fc.constantFrom<0 | 1>(0, 0, 0, 1);

const step: fc.Arbitrary<ProtocolEvent> = fc.record({ kind: fc.constant<'step'>('step'), worker, fate });
const crash: fc.Arbitrary<ProtocolEvent> = fc.record({ kind: fc.constant<'crash'>('crash'), worker });
const plain = (
  ...kinds: ('tick' | 'effect' | 'cancel' | 'turnOffWriteBack' | 'invoice')[]
): fc.Arbitrary<ProtocolEvent> => fc.constantFrom(...kinds).map((kind) => ({ kind }));
const edit: fc.Arbitrary<ProtocolEvent> = fc.record({
  kind: fc.constant<'person'>('person'),
  quantity: fc.constantFrom('10', '12.00', '11', '35'),
  unitPrice: fc.constantFrom('4.00', '4', '4.00', '5'),
});

const machine = { weight: 20, arbitrary: step };
const trouble = { weight: 4, arbitrary: crash };
const time = { weight: 6, arbitrary: plain('tick', 'tick', 'tick', 'effect') };
const withdrawn = { weight: 1, arbitrary: plain('cancel', 'turnOffWriteBack') };
const events = (...more: { weight: number; arbitrary: fc.Arbitrary<ProtocolEvent> }[]) =>
  fc.array(fc.oneof(machine, trouble, time, ...more), { maxLength: 50, size: 'max' });

function play(happened: readonly ProtocolEvent[]): WriteProtocol {
  const protocol = new WriteProtocol();
  for (const event of happened) protocol.happen(event);
  return protocol;
}

const done = ['confirmed', 'unchanged'];

describe('architecture.md 5: writing one line, with ends between any two steps', () => {
  it('sends at most twice, moves only as the table allows, and always comes to an end', () => {
    fc.assert(
      fc.property(events(withdrawn, { weight: 3, arbitrary: edit }), fate, (happened, last) => {
        const protocol = play(happened);
        // A PATCH that is never sent is retried without limit: by then its time is another matter (RULES 6).
        expect(protocol.settles(last === 'not sent' ? 'done' : last)).toBe(true);
        expect(protocol.breaches).toEqual([]);
        expect(protocol.patches).toBeLessThanOrEqual(2);
        expect(protocol.row.intentOpen).toBe(false);
      }),
      propertyRuns(600),
    );
  });

  it('without edits by persons the PSA shows the approved value exactly where the row says so', () => {
    fc.assert(
      fc.property(events(withdrawn, { weight: 1, arbitrary: plain('invoice') }), fate, (happened, last) => {
        const protocol = play(happened);
        protocol.settles(last === 'not sent' ? 'done' : last);
        expect(protocol.breaches).toEqual([]);
        expect(protocol.quantity).toBe(done.includes(protocol.row.state) ? bound.after : bound.before);
      }),
      propertyRuns(600),
    );
  });

  it('an edit by a person before anything was sent is never overwritten', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(crash, plain('tick'))), events(), fate, (before, happened, last) => {
        const protocol = play(before);
        protocol.happen({ kind: 'person', quantity: '35', unitPrice: '4.00' });
        for (const event of happened) protocol.happen(event);
        protocol.settles(last);
        expect(protocol).toMatchObject({ quantity: '35', patches: 0, row: { state: 'stale' } });
      }),
      propertyRuns(300),
    );
  });

  it('reaches every state and both sendings', () => {
    const reached = new Set<string>();
    const all = events(withdrawn, { weight: 3, arbitrary: edit }, { weight: 1, arbitrary: plain('invoice') });
    for (const [happened, last] of fc.sample(fc.tuple(all, fate), { numRuns: 800, seed: 7 })) {
      const protocol = new WriteProtocol();
      for (const event of happened) {
        protocol.happen(event);
        reached.add(protocol.row.state);
      }
      protocol.settles(last);
      reached.add(protocol.row.state).add(`${protocol.patches} sent, ${protocol.row.state}`);
    }
    expect([...reached].sort()).toEqual(
      expect.arrayContaining([
        ...'queued sending unknown confirmed unchanged stale conflict rejected canceled'.split(' '),
        '0 sent, stale',
        '0 sent, unchanged',
        '1 sent, canceled',
        '1 sent, confirmed',
        '1 sent, rejected',
        '1 sent, stale',
        '2 sent, confirmed',
        '2 sent, conflict',
      ]),
    );
  });
});
