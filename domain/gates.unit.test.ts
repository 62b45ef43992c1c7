import { gateOne, gateParts, gateTwo } from './gates.ts';
import type { GateStatus } from './states.ts';

describe('gate one', () => {
  const rejections = Array.from({ length: 7 }, (_, mask) => mask);

  it('opens only when all three read pending', () => {
    expect(gateOne({ integration: 'pending', accounts: 'pending', services: 'pending' })).toEqual({
      open: true,
      missing: [],
    });
  });

  it.each(rejections)('rejects combination %i of seven and names what is not pending', (mask) => {
    const status = (bit: number): GateStatus =>
      (mask & bit) !== 0 ? 'pending' : bit === 2 ? 'error' : 'waiting';
    const statuses = { integration: status(1), accounts: status(2), services: status(4) };
    const gate = gateOne(statuses);
    expect(gate.open).toBe(false);
    expect(gate.missing).toEqual(
      gateParts
        .filter((part) => statuses[part] !== 'pending')
        .map((part) => ({ part, status: statuses[part] })),
    );
  });
});

describe('gate two', () => {
  it.each([
    [1, 1, []],
    [0, 1, ['account-mapping']],
    [1, 0, ['service-mapping']],
    [0, 0, ['account-mapping', 'service-mapping']],
  ])('%i accounts and %i services mapped: missing %o', (mappedAccounts, mappedServices, missing) => {
    expect(gateTwo({ mappedAccounts, mappedServices })).toEqual({ met: missing.length === 0, missing });
  });
});
