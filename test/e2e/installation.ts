import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../db/model/database.ts';
import { portsOfProduct, printedPassword, printsPassword } from '../../embedded/testing/started-product.ts';
import { SeatwiseClient, waitFor } from '../../embedded/tour/seatwise-client.ts';
import { createSandboxControl, type SandboxControl } from '../../sandbox/control-client.ts';
import { temporalProgram } from '../environment/temporal.ts';
import { expectOracle } from '../../tools/oracle/oracle.ts';
import { body, type Item } from '../product/lifecycle.ts';
import { type Part, startPart } from '../product/processes.ts';

const adminEmail = 'admin@seatwise.local';

/** One installation: a home and a port of its own, started and ended as often as a test wants. */
export class Installation {
  readonly home: string;
  readonly port: number;
  /** Where the `dist` of the version is that starts next; the work tree's at first. */
  version = process.cwd();
  #part: Part | null = null;
  #printed: string | null = null;
  #own: string | null = null;

  constructor(home: string, port: number) {
    this.home = home;
    this.port = port;
  }

  /** The one that was started last. */
  get part(): Part {
    return this.#part!;
  }

  /** What the first start printed; each client sets another with it, once. */
  get printed(): string {
    return this.#printed!;
  }

  get password(): string {
    return this.#own!;
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  get control(): SandboxControl {
    return createSandboxControl(join(this.home, 'sandbox', 'sandbox-control.json'));
  }

  /** Starts it, without waiting until it is ready. */
  async begin(env: Readonly<Record<string, string>> = {}): Promise<Part> {
    const variables = {
      SEATWISE_HOME: this.home,
      PORT: String(this.port),
      ...(await portsOfProduct()),
      TEMPORAL_CLI_PATH: temporalProgram(),
      SYNC_HEARTBEAT_TIMEOUT_MS: '2000',
      REPAIR_INTERVAL_MS: '1000',
      WRITE_RECHECK_MS: '500',
      WRITE_LATER_INVOICE_APART_MS: '500',
      WRITE_CREATE_APART_MS: '100',
      WRITE_END_APART_MS: '100',
      ...env,
    };
    this.#part = startPart('embedded', variables, this.version);
    return this.#part;
  }

  /** Starts it; the seconds until it said that it is ready. */
  async start(env: Readonly<Record<string, string>> = {}): Promise<number> {
    const began = performance.now();
    const part = await this.begin(env);
    await waitFor('the start', 180_000, () => {
      if (part.hasEnded()) throw new Error(`it ended: ${part.said()}`);
      return Promise.resolve(part.said().includes('Ctrl-C stops it.') ? true : null);
    });
    if (printsPassword(part.said())) this.#printed = printedPassword(part.said());
    return (performance.now() - began) / 1_000;
  }

  async client(): Promise<SeatwiseClient> {
    const client = new SeatwiseClient(this.origin);
    if (this.#own === null) this.#own = await client.signInFirst(adminEmail, this.printed);
    else await client.signIn(adminEmail, this.#own);
    return client;
  }

  /** `npm run tour` after its build, against this installation. */
  tour(psa = 'connectwise'): { readonly code: number | null; readonly said: string } {
    const tour = spawnSync(
      process.execPath,
      [join(process.cwd(), 'dist', 'cli', 'main.js'), 'tour', '--psa', psa],
      {
        env: {
          PATH: process.env['PATH'],
          HOME: process.env['HOME'],
          SEATWISE_HOME: this.home,
          PORT: String(this.port),
        },
        encoding: 'utf8',
      },
    );
    return { code: tour.status, said: `${tour.stdout}${tour.stderr}` };
  }
}

export const integrationOf = async (client: SeatwiseClient): Promise<Item> =>
  body(await client.request('GET', '/integrations'))['items'][0] as Item;

/** On a home that is new. */
export async function expectTour(
  installation: Installation,
  psa: string,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  await installation.start(env);
  const { code, said } = installation.tour(psa);
  if (code !== 0) process.stderr.write(said);
  expect(code).toBe(0);
  expect(said).toContain('All figures are as the sandbox promises.');
  await expectLedgerToHold(installation);
}

/** The oracle is content, and so is `seatwise reconcile`, which knows nothing of the sandbox's request log. */
export async function expectLedgerToHold({ home, control }: Installation): Promise<void> {
  const reconciled = spawnSync(
    process.execPath,
    [join(process.cwd(), 'dist', 'cli', 'main.js'), 'reconcile'],
    {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], SEATWISE_HOME: home },
      encoding: 'utf8',
    },
  );
  expect([reconciled.stdout, reconciled.stderr, reconciled.status]).toEqual([
    expect.stringContaining('No differences.'),
    '',
    0,
  ]);
  const db = openDatabase({ url: databaseUrlOf(home), poolMax: 2 });
  try {
    const { id: tenantId } = await db.selectFrom('tenant').select('id').executeTakeFirstOrThrow();
    await expectOracle({ db, control, tenantId });
  } finally {
    await db.destroy();
  }
}

/** Where the files of a home's PostgreSQL are: elsewhere, where a user of its own runs it. */
export function databaseFolderOf(home: string): string {
  const folder = join(home, 'postgres');
  const pointer = join(folder, 'location');
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : folder;
}

/** The PostgreSQL of a home, as its own files tell. */
function databaseUrlOf(home: string): string {
  const base = databaseFolderOf(home);
  const password = readFileSync(join(base, 'password'), 'utf8').trim();
  const port = readFileSync(join(base, 'data', 'postmaster.pid'), 'utf8').split('\n')[3];
  return `postgresql://postgres:${password}@127.0.0.1:${port}/seatwise`;
}

export async function sessionCookieOf({ origin, password }: Installation): Promise<string> {
  const answer = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: adminEmail, password }),
  });
  return answer.headers.get('set-cookie')!.split(';')[0]!;
}
