import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { Agent, fetch } from 'undici';

/**
 * What somebody would write in an afternoon: list the accounts, page through the users of each, read the PSA at the same time,
 * count. The same requests as a sync with the same parallelism over the same TLS; no proof, no retries, no rows, no engine.
 * Reads a {@link PlainOrder} from stdin and prints a {@link PlainResult}.
 */
export interface PlainOrder {
  readonly sandboxPort: number;
  readonly caFile: string;
  readonly accountsApi: PlainKey;
  readonly adminApi: PlainKey;
  readonly vendorParallel: number;
  readonly psaParallel: number;
  readonly psaHost: string;
  readonly psaHeaders: Readonly<Record<string, string>>;
  /** Targets asked one after the other, then those asked in parallel. */
  readonly psaLists: readonly string[];
  readonly psaLines: readonly string[];
  /** The PSA after Duo, as syncs once did. */
  readonly inTurn?: boolean;
}

export interface PlainKey {
  readonly integrationKey: string;
  readonly secretKey: string;
  readonly apiHostname: string;
}

export interface PlainResult {
  readonly duoMs: number;
  readonly allMs: number;
  readonly seats: number;
  readonly lines: number;
}

interface Page {
  readonly response: readonly { readonly status: string }[];
  readonly metadata: { readonly next_offset?: number | null };
}

const sha512 = (value: string): string => createHash('sha512').update(value).digest('hex');

async function main(order: PlainOrder): Promise<PlainResult> {
  const agent = new Agent({
    connect: {
      ca: readFileSync(order.caFile, 'utf8'),
      lookup: (_host, options, callback) => {
        if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
        else callback(null, '127.0.0.1', 4);
      },
    },
  });

  async function duo(
    key: PlainKey,
    host: string,
    method: string,
    path: string,
    query: string,
  ): Promise<unknown> {
    const date = new Date().toUTCString();
    const body = method === 'POST' ? '{}' : '';
    const canonical = [date, method, host, path, query, sha512(body), sha512('')].join('\n');
    const signature = createHmac('sha512', key.secretKey).update(canonical).digest('hex');
    const response = await fetch(
      `https://${host}:${order.sandboxPort}${path}${query === '' ? '' : `?${query}`}`,
      {
        method,
        dispatcher: agent,
        headers: {
          date,
          authorization: `Basic ${Buffer.from(`${key.integrationKey}:${signature}`).toString('base64')}`,
          ...(body === '' ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === '' ? {} : { body }),
      },
    );
    if (!response.ok) throw new Error(`${host}${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  let seats = 0;
  async function readUsers(key: PlainKey, host: string, accountId: string | null): Promise<void> {
    for (let offset: number | null = 0; offset !== null;) {
      const account = accountId === null ? '' : `account_id=${accountId}&`;
      const query: string = `${account}limit=300${offset === 0 ? '' : `&offset=${offset}`}`;
      const page = (await duo(key, host, 'GET', '/admin/v1/users', query)) as Page;
      seats += page.response.filter(({ status }) => status !== 'pending deletion').length;
      offset = page.metadata.next_offset ?? null;
    }
  }

  async function psa(target: string): Promise<readonly unknown[]> {
    const response = await fetch(`https://${order.psaHost}:${order.sandboxPort}${target}`, {
      dispatcher: agent,
      headers: order.psaHeaders,
    });
    if (!response.ok) throw new Error(`${target}: ${response.status} ${await response.text()}`);
    const answer: unknown = await response.json();
    return Array.isArray(answer) ? (answer as unknown[]) : [];
  }

  const began = performance.now();
  let duoMs = 0;
  async function readDuo(): Promise<void> {
    const list = (await duo(
      order.accountsApi,
      order.accountsApi.apiHostname,
      'POST',
      '/accounts/v1/account/list',
      '',
    )) as {
      readonly response: readonly { readonly account_id: string; readonly api_hostname: string }[];
    };
    await inParallel(order.vendorParallel, [
      ...list.response.map(
        (child) => () => readUsers(order.accountsApi, child.api_hostname, child.account_id),
      ),
      () => readUsers(order.adminApi, order.adminApi.apiHostname, null),
    ]);
    duoMs = performance.now() - began;
  }
  let lines = 0;
  async function readPsa(): Promise<void> {
    for (const target of order.psaLists) await psa(target);
    await inParallel(
      order.psaParallel,
      order.psaLines.map((target) => async () => {
        lines += (await psa(target)).length;
      }),
    );
  }
  if (order.inTurn === true) {
    await readDuo();
    await readPsa();
  } else await Promise.all([readDuo(), readPsa()]);
  const allMs = performance.now() - began;
  await agent.destroy();
  return { duoMs, allMs, seats, lines };
}

async function inParallel(many: number, tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const queue = [...tasks];
  const next = async (): Promise<void> => {
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) await task();
  };
  await Promise.all(Array.from({ length: many }, next));
}

text(process.stdin)
  .then((order) => main(JSON.parse(order) as PlainOrder))
  .then(
    (result) => process.stdout.write(JSON.stringify(result)),
    (error: unknown) => {
      process.stderr.write(String(error instanceof Error ? error.stack : error));
      process.exitCode = 1;
    },
  );
