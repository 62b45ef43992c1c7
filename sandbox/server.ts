import { randomBytes } from 'node:crypto';
import { createServer as createTlsServer } from 'node:https';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { join } from 'node:path';
import { sandboxTls } from './certificate.ts';
import { createControlServer } from './control.ts';
import { credentialsOf, type SandboxCredentials } from './credentials.ts';
import { createGateway } from './gateway.ts';
import { vendorDomains } from './vendor-names.ts';
import { createVendors } from './vendors.ts';
import { writePrivately } from './private-file.ts';
import type { ScenarioName } from '../domain/scenarios.ts';
import { ScenarioStore } from './scenario-store.ts';
import type { Scenario } from './scenario.ts';

export interface SandboxOptions {
  /** Where CA, control address and the kept scenario are written; made if it is missing. */
  readonly dir: string;
  /** Default: the kept scenario, else `typical`. */
  readonly scenario?: ScenarioName | undefined;
  readonly seed?: number | undefined;
  /** TLS port of the simulated vendors; 0 or absent: any free one. */
  readonly port?: number | undefined;
  readonly controlPort?: number | undefined;
  readonly latencyMs?: number | undefined;
  readonly now?: (() => Date) | undefined;
  /** Keep the scenario over restarts. Default true. */
  readonly persist?: boolean | undefined;
  /** A scenario built by the caller, for tests of the sandbox itself. */
  readonly ownScenario?: Scenario | undefined;
}

export interface Sandbox {
  readonly port: number;
  /** Value for `OUTBOUND_CA_FILE`. */
  readonly caFile: string;
  /** Value for `OUTBOUND_RESOLVE`. */
  readonly resolve: string;
  readonly control: { readonly url: string; readonly key: string; readonly file: string };
  /** Of the scenario now loaded. */
  readonly scenario: string;
  readonly credentials: SandboxCredentials;
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/** Starts the simulated MSP: all vendors behind one TLS port, and the control API on a port of its own. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const store = new ScenarioStore({ ...options, now: options.now ?? (() => new Date()) });
  store.latencyMs = options.latencyMs ?? 0;
  const tls = await sandboxTls(options.dir);

  const rawByPort = new Map<number, Socket>();
  const edge = createGateway(store, createVendors(), (socket) =>
    socket.remotePort === undefined ? undefined : rawByPort.get(socket.remotePort),
  );
  // Longer than any client keeps an idle connection, so that the client is the one who closes it.
  const vendors = createTlsServer({ key: tls.key, cert: tls.cert, keepAliveTimeout: 75_000 }, edge);
  vendors.on('connection', (raw: Socket) => rememberRaw(rawByPort, raw));
  const port = await listen(vendors, options.port ?? 0);

  const key = randomBytes(24).toString('base64url');
  const file = join(options.dir, 'sandbox-control.json');
  const resolve = Object.values(vendorDomains)
    .map((domain) => `*.${domain}=${LOOPBACK}:${port}`)
    .join(',');
  let url = '';
  const writeControlFile = (): void => {
    const credentials = credentialsOf(store.scenario);
    writePrivately(
      file,
      JSON.stringify({ url, key, port, resolve, caFile: tls.caFile, credentials }, null, 2),
    );
  };
  const control = createControlServer(key, { store, scenarioReplaced: writeControlFile });
  url = `http://${LOOPBACK}:${await listen(control, options.controlPort ?? 0)}`;
  writeControlFile();

  return {
    port,
    caFile: tls.caFile,
    resolve,
    control: { url, key, file },
    get scenario() {
      return store.scenario.name;
    },
    get credentials() {
      return credentialsOf(store.scenario);
    },
    close: async () => {
      store.lateEffects.drop();
      await Promise.all([shut(vendors), shut(control)]);
      store.save();
    },
  };
}

/** Under TLS a connection can only be reset through its TCP socket, found by the client's port. */
function rememberRaw(rawByPort: Map<number, Socket>, raw: Socket): void {
  const { remotePort } = raw;
  if (remotePort === undefined) return;
  rawByPort.set(remotePort, raw);
  raw.once('close', () => {
    if (rawByPort.get(remotePort) === raw) rawByPort.delete(remotePort);
  });
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Ends every connection, hanging calls too. */
function shut(server: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
