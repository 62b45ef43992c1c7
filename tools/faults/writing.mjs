/** The write protocol: permission, freshness, signatures and reading back (docs/architecture.md 5). */
/** @type {readonly import('./list.mjs').Fault[]} */
export const writing = [
  {
    name: 'A change is sent again though the line may have been changed and set back',
    file: 'domain/write-back/confirmation.ts',
    find: 'return changed === null',
    replace: "return changed === null || typeof changed === 'object'",
    tests: ['domain/write-back/write-outcome.unit.test.ts'],
  },
  {
    name: 'A change is sent on a reading from before the machine slept',
    file: 'activities/writing/freshness.ts',
    find: 'Math.max(steadyMs() - began',
    replace: 'Math.min(steadyMs() - began',
    tests: ['activities/writing/freshness.integration.test.ts'],
  },
  {
    name: 'A change is sent though the key that approved it has lost the role',
    file: 'activities/writing/permission.ts',
    find: 'roles.every((role) => may(role, needed))',
    replace: "roles.some((role) => may(role, 'read'))",
    tests: ['activities/writing/permission.integration.test.ts'],
    only: 'demoted',
  },
  {
    name: 'An approved change is sent though its signature is not its own',
    file: 'db/write-back/approval-signatures.ts',
    find: 'if (!isSigned(keyRing, line)) return',
    replace: "if (!isSigned(keyRing, line) && line.reason === '') return",
    tests: ['activities/writing/signed-approvals.integration.test.ts'],
    only: 'is not sent where it was changed',
  },
  {
    name: 'An approved change is sent to another instance of the PSA',
    file: 'db/write-back/approval-signatures.ts',
    find: 'if (line.psaInstance !== null && line.psaInstance !== line.keptInstance)',
    replace: "if (line.psaInstance === '' && line.psaInstance !== line.keptInstance)",
    tests: ['activities/writing/signed-approvals.integration.test.ts'],
    only: 'another instance',
  },
  {
    name: 'A line that was set back to queued waits for its workflow to be seen',
    file: 'worker/audit-checkpoints.ts',
    find: 'await rejectUnsignedQueue(db, keyRing, tenantId, new Date())',
    replace: 'await Promise.resolve<Awaited<ReturnType<typeof rejectUnsignedQueue>>>([])',
    tests: ['activities/writing/signed-approvals.integration.test.ts'],
    only: 'with the next checkpoint',
  },
];
