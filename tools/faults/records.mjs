/** What the database keeps: tenants, idempotency, secrets and the audit. */
/** @type {readonly import('./list.mjs').Fault[]} */
export const records = [
  {
    name: 'A statement does not say whose rows it means',
    file: 'db/people/api-keys.ts',
    find: "keyHash: sql<string>`'revoked:' || id` })\n    .where('tenantId', '=', tenantId)",
    replace: "keyHash: sql<string>`'revoked:' || id` })",
    tests: ['db/model/tenant-filter.unit.test.ts'],
  },
  {
    name: 'Idempotency keys are shared between people',
    file: 'api/dispatch.ts',
    find: 'actor: `${caller.actor.kind}:${caller.actor.id}`,',
    replace: 'actor: caller.actor.kind,',
    tests: ['api/idempotency.integration.test.ts'],
  },
  {
    name: 'A ciphertext is not bound to its row',
    file: 'db/secrets/key-ring.ts',
    find: 'Buffer.from(`${context}|v${version}`',
    replace: 'Buffer.from(`${typeof context}|v${version}`',
    tests: ['db/secrets/key-ring.integration.test.ts'],
  },
  {
    name: 'A replaced secret is not erased',
    file: 'db/secrets/credentials.ts',
    find: "      .set({ state: 'retired', ciphertext: null })",
    replace: "      .set({ state: 'retired' })",
    tests: ['api/state-changes.integration.test.ts'],
    only: 'its promotion',
  },
  {
    name: 'The rotation of the master key leaves credentials under the former version',
    file: 'db/secrets/credentials.ts',
    find: 'keyVersion: to.version, fingerprint })',
    replace: 'keyVersion: from.version, fingerprint })',
    tests: ['cli/commands/rotate-master-key.integration.test.ts'],
    only: 'seals everything under a new key',
  },
  {
    name: 'The audit has no row of a revoked API key',
    file: 'use-cases/people/api-keys.ts',
    find: 'if (result.changed)\n    await recordAudit',
    replace: 'if (!result.changed)\n    await recordAudit',
    tests: ['api/state-changes.integration.test.ts'],
    only: 'leaves exactly its rows',
  },
  {
    name: 'The detail of an audit row is not part of its hash',
    file: 'db/audit/audit-chain.ts',
    find: "  'detail',\n  'requestId',\n] as const",
    replace: "  'requestId',\n] as const",
    tests: ['db/audit/audit-chain.integration.test.ts'],
    only: 'covers every column',
  },
  {
    name: 'Checkpoints that stand outside the database are not compared',
    file: 'db/audit/anchors/compare.ts',
    find: 'if (anchor.hash !== hash) differing.push(anchor);',
    replace: "if (anchor.hash !== hash && hash === '') differing.push(anchor);",
    tests: ['db/audit/anchors/anchors.integration.test.ts'],
  },
];
