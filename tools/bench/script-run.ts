import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { RequestEntry } from '../../sandbox/request-log.ts';
import type { Processes } from '../../test/product/processes.ts';
import type { PlainOrder, PlainResult } from './plain-script.ts';

/** As delivered: VENDOR_PARALLEL and PSA_PARALLEL_CEILING of config/variables.ts. */
const parallel = { duo: 4, psa: 6 } as const;

/** The script's order for the requests that a sync made. */
export function orderOf(product: Processes, requests: readonly RequestEntry[]): PlainOrder {
  const { accountsApi, adminApi, psa } = product.credentials;
  const asked = requests.filter(({ vendor }) => vendor === 'connectwise');
  const isLines = ({ path }: RequestEntry): boolean => path.includes('/additions');
  const target = ({ path, query }: RequestEntry): string => (query === '' ? path : `${path}?${query}`);
  const basic = Buffer.from(`${psa.companyId}+${psa.publicKey}:${psa.privateKey}`).toString('base64');
  return {
    sandboxPort: product.sandbox.port,
    caFile: product.sandbox.caFile,
    accountsApi,
    adminApi,
    vendorParallel: parallel.duo,
    psaParallel: parallel.psa,
    psaHost: asked[0]?.host ?? '',
    psaHeaders: { authorization: `Basic ${basic}`, clientId: psa.clientId, accept: 'application/json' },
    psaLists: asked.filter((entry) => !isLines(entry)).map(target),
    psaLines: asked.filter(isLines).map(target),
  };
}

/** A process of its own, as the worker is one. */
export async function runScript(order: PlainOrder): Promise<PlainResult> {
  const child = spawn(process.execPath, ['--import', 'tsx', join('tools', 'bench', 'plain-script.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(order));
  const said = await text(child.stdout);
  return JSON.parse(said) as PlainResult;
}
