import { canMove, shownStatus, transitions } from './states.ts';

describe('states and transitions', () => {
  it('every successor is a state of its own machine', () => {
    for (const table of Object.values(transitions)) {
      const states = Object.keys(table);
      for (const next of Object.values(table).flat()) expect(states).toContain(next);
    }
  });

  it('disconnecting is possible from every phase but itself and disconnected', () => {
    for (const phase of [
      'awaiting-credentials',
      'loading',
      'mapping',
      'first-sync',
      'active',
      'paused',
      'needs-attention',
    ] as const) {
      expect(canMove('integration-phase', phase, 'disconnecting')).toBe(true);
    }
    expect(canMove('integration-phase', 'disconnected', 'disconnecting')).toBe(false);
  });

  it('active is earned by the first sync, never reached from mapping', () => {
    expect(canMove('integration-phase', 'mapping', 'active')).toBe(false);
    expect(canMove('integration-phase', 'first-sync', 'active')).toBe(true);
  });

  it('failed and canceled runs may be taken up again, others are final', () => {
    expect(canMove('sync-run', 'failed', 'running')).toBe(true);
    expect(canMove('sync-run', 'canceled', 'running')).toBe(true);
    for (const end of ['succeeded', 'partial', 'joined'] as const)
      expect(canMove('sync-run', end, 'running')).toBe(false);
  });

  it('shows phases as the statuses of architecture.md 4', () => {
    expect(shownStatus).toMatchObject({
      loading: 'inactive',
      mapping: 'pending',
      'first-sync': 'pending',
      'needs-attention': 'error',
    });
  });
});
