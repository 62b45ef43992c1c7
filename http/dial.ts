import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { lookup as lookupAll } from 'node:dns/promises';
import { Socket, type LookupFunction } from 'node:net';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { buildConnector } from 'undici';
import { mayDial } from './addresses.ts';
import { asDialFailure, DialFailure } from './dial-failure.ts';
import { createTunnels, exceptsAddress, exceptsHost, type ProxySettings, type Tunnels } from './proxy.ts';
import { matchResolve, type ResolveRule } from './resolve.ts';

export interface DialOptions {
  readonly resolve: readonly ResolveRule[];
  readonly allowPrivate: boolean;
  readonly connectTimeoutMs: number;
  /** PEM certificates trusted besides the system's roots. */
  readonly extraCa: string | undefined;
  /** Null: every connection is direct. */
  readonly proxy: ProxySettings | null;
  /**
   * Through a proxy, resolve and check names here, and ask for the address: for hosts that people enter. Else the proxy
   * is asked for the name: for hosts under the operator's suffixes. Without a proxy every address is checked.
   */
  readonly checksAddresses: boolean;
}

export interface Dialer {
  readonly dial: buildConnector.connector;
  /** Gives up connections that are still being opened; the agent's own end leaves those open until they time out. */
  stop(): void;
}

/** Where a connection leads: directly to a host or address, or through a tunnel that is already open. */
type Way = Partial<Pick<buildConnector.Options, 'hostname' | 'port'>> | { readonly httpSocket: Socket };

/**
 * Makes connections for the outbound client: TLS 1.2 or newer with certificate checks; the address is the
 * one of a resolve rule, else one that DNS gave *and* that passed `mayDial`. The check sits in the lookup of
 * the very connection, so there is no second resolution to be deceived by. Name checks and SNI use the host.
 */
export function createDialer(options: DialOptions): Dialer {
  const dialling = new Set<Socket>();
  // One context for all connections: reading 150 roots each time would cost more than the handshake.
  const secureContext = trusting(options.extraCa === undefined ? [] : [options.extraCa]);
  const common = { timeout: options.connectTimeoutMs, secureContext, rejectUnauthorized: true };
  // The type hides that the socket is returned at once, before it is connected.
  const connect: (...target: Parameters<buildConnector.connector>) => unknown = buildConnector({
    ...common,
    lookup: checkedLookup(options.allowPrivate),
  });
  const tunnels =
    options.proxy === null ? null : createTunnels(options.proxy, common, options.connectTimeoutMs);
  const dialAlong = (way: Way, target: buildConnector.Options, callback: buildConnector.Callback): void => {
    const made = connect({ ...target, ...way, servername: target.hostname }, (...[error, socket]) => {
      if (made instanceof Socket) dialling.delete(made);
      if (error === null) callback(null, socket);
      else callback(asDialFailure(error), null);
    });
    if (made instanceof Socket) dialling.add(made);
  };
  return {
    dial: (target, callback) => {
      const rule = matchResolve(options.resolve, target.hostname);
      if (rule !== undefined)
        dialAlong({ hostname: rule.address, port: String(rule.port) }, target, callback);
      else if (options.proxy === null || tunnels === null) dialAlong({}, target, callback);
      else
        wayThrough(options.proxy, tunnels, target.hostname, options).then(
          (way) => dialAlong(way, target, callback),
          (error: unknown) => callback(asDialFailure(error), null),
        );
    },
    stop: () => {
      for (const socket of dialling) socket.destroy(new DialFailure('aborted', undefined));
      tunnels?.close();
    },
  };
}

async function wayThrough(
  { exceptions, resolvesNames }: ProxySettings,
  tunnels: Tunnels,
  hostname: string,
  { checksAddresses, allowPrivate }: DialOptions,
): Promise<Way> {
  if (exceptsHost(exceptions, hostname)) return { hostname, port: '443' };
  if (!checksAddresses || resolvesNames) return { httpSocket: await tunnels.open(hostname) };
  const [first] = allowedOf(await lookupAll(hostname, { all: true }), allowPrivate);
  if (first === undefined) throw new DialFailure('address-rejected', undefined);
  if (exceptsAddress(exceptions, first.address)) return { hostname: first.address, port: '443' };
  return { httpSocket: await tunnels.open(first.address) };
}

/** TLS 1.2 or newer, by the system's roots and these certificates (PEM). Throws where one cannot be read. */
export const trusting = (extraCa: readonly string[]): SecureContext =>
  createSecureContext({
    minVersion: 'TLSv1.2',
    ...(extraCa.length === 0 ? {} : { ca: [...rootCertificates, ...extraCa] }),
  });

/** Resolves a name to addresses that passed `mayDial`, for the very connection. */
export function checkedLookup(allowPrivate: boolean): LookupFunction {
  return (hostname, options: LookupOptions, callback) => {
    systemLookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const allowed = allowedOf(addresses, allowPrivate);
      const [first] = allowed;
      if (first === undefined) callback(new DialFailure('address-rejected', undefined), []);
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

const allowedOf = (addresses: readonly LookupAddress[], allowPrivate: boolean): LookupAddress[] =>
  addresses.filter(({ address }) => mayDial(address, allowPrivate));
