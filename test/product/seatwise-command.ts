import { join } from 'node:path';
import { commands } from '../../cli/commands/index.ts';
import { runSeatwise } from '../../cli/seatwise.ts';
import { openKeyRing } from '../../db/secrets/key-ring.ts';
import { asRole } from '../environment/database.ts';
import type { Item } from './lifecycle.ts';
import type { Product } from './product.ts';

/** What a command says of a product as JSON, and its exit code. */
export async function seatwise(
  product: Product,
  command: 'reconcile' | 'doctor',
): Promise<{ readonly code: number; readonly said: Item }> {
  await openKeyRing(product.db, product.masterKey);
  const env = {
    SEATWISE_HOME: join('/', 'nowhere', 'seatwise'),
    DATABASE_URL: asRole(product.databaseUrl, 'commands'),
    MASTER_KEY: product.masterKey.toString('base64'),
    TEMPORAL_ADDRESS: product.namespace.address,
    TEMPORAL_NAMESPACE: product.namespace.namespace,
    PUBLIC_URL: product.origin,
    OUTBOUND_RESOLVE: product.outbound.resolve,
    OUTBOUND_CA_FILE: product.outbound.caFile,
    VENDOR_HOST_SUFFIXES: 'duosecurity.com,duosecurity.test',
    VENDOR_BUDGET_START_PER_MINUTE: 'unlimited',
  };
  let out = '';
  const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (out += text) };
  const code = await runSeatwise(commands, [command, '--json'], env, terminal, new AbortController().signal);
  return { code, said: JSON.parse(out) as Item };
}
