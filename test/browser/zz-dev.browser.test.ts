import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProduct } from '../product/product.ts';
import { setUpMonth } from './review-month.ts';

it('serves', async () => {
  const product = await startProduct({ scenario: 'typical' });
  const { setUp } = await setUpMonth(product);
  writeFileSync('/tmp/usage-dev.json', JSON.stringify({ origin: product.origin.replace('127.0.0.1', 'localhost'), password: product.password, ...setUp }));
  rmSync('/tmp/usage-dev-stop', { force: true });
  while (!existsSync('/tmp/usage-dev-stop')) {
    await sleep(500);
    if (existsSync('/tmp/usage-dev-act')) { rmSync('/tmp/usage-dev-act'); await product.control.actTwo(); }
  }
  await product.close();
}, 3_600_000);
