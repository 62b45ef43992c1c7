import { join } from 'node:path';
import { commands } from '../../cli/commands/index.ts';
import { runSeatwise } from '../../cli/seatwise.ts';
import { openKeyRing } from '../../db/secrets/key-ring.ts';
import { asRole } from '../environment/database.ts';
import type { Item } from './lifecycle.ts';
import type { Product } from './product.ts';

/** The environment in which an operator calls a command of a product. */
export const commandEnvironment = (product: Product) => ({
  SEATWISE_HOME: join('/', 'nowhere', 'seatwise'),
  DATABASE_URL: asRole(product.databaseUrl, 'commands'),
  MASTER_KEY: product.masterKey.toString('base64'),
  TEMPORAL_ADDRESS: product.namespace.address,
  TEMPORAL_NAMESPACE: product.namespace.namespace,
  // A name, as people open it: an address has no passkeys.
  PUBLIC_URL: product.origin.replace('//127.0.0.1:', '//localhost:'),
  OUTBOUND_RESOLVE: product.outbound.resolve,
  OUTBOUND_CA_FILE: product.outbound.caFile,
  VENDOR_HOST_SUFFIXES: 'duosecurity.com,duosecurity.test',
  VENDOR_BUDGET_START_PER_MINUTE: 'unlimited',
  // As the product: they share one count of calls.
  PSA_CALLS_PER_FIVE_MINUTES: '100000',
});

/** What a command says of a product as JSON, and its exit code. */
async function seatwise(
  product: Product,
  command: 'reconcile' | 'doctor',
): Promise<{ readonly code: number; readonly said: Item }> {
  await openKeyRing(product.db, product.masterKey);
  let out = '';
  const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (out += text) };
  const env = commandEnvironment(product);
  const code = await runSeatwise(commands, [command, '--json'], env, terminal, new AbortController().signal);
  return { code, said: JSON.parse(out) as Item };
}

/** `reconcile` finds no difference after several writes, and `doctor` no fault of the way to the PSA. */
export async function expectFoundSound(product: Product): Promise<void> {
  const { code, said } = await seatwise(product, 'reconcile');
  expect(said['tenants']).toMatchObject([{ differences: [], notCompared: [] }]);
  expect(said['tenants'][0].compared.psaLines).toBeGreaterThan(3);
  expect(code).toBe(0);
  const checks = (await seatwise(product, 'doctor')).said['checks'] as Item[];
  expect(checks.filter(({ name }) => (name as string).startsWith('psa.'))).toMatchObject([
    { name: 'psa.credentials', state: 'good' },
    { name: 'psa.instance', state: 'good' },
    { name: 'psa.certificate', state: 'good' },
  ]);
}
