import ipaddr from 'ipaddr.js';
import { Socket } from 'node:net';
import { Pool } from 'undici';
import { asDialFailure, DialFailure } from './dial-failure.ts';

/** The operator's proxy for outbound calls (decision 44). */
export interface ProxySettings {
  /** http or https, with a user and password where the proxy asks for them. */
  readonly url: URL;
  readonly exceptions: ProxyExceptions;
  /** The proxy resolves and checks names that people entered; else they are resolved and checked here. */
  readonly resolvesNames: boolean;
}

/** What `NO_PROXY` names: hosts with all names below them, and address ranges. */
export interface ProxyExceptions {
  readonly hosts: readonly string[];
  readonly ranges: readonly (readonly [network: ipaddr.IPv4 | ipaddr.IPv6, prefix: number])[];
}

/**
 * Reads `NO_PROXY`: names (`example.com`, `.example.com`, and `*.example.com` mean the same), addresses, and CIDR ranges,
 * separated by commas or spaces; `*` excepts every host. A port may follow a name and is ignored unless it is not 443.
 */
export function parseNoProxy(text: string): ProxyExceptions {
  const parts = text
    .toLowerCase()
    .split(/[\s,]+/u)
    .filter((part) => part !== '');
  const ranges = parts.filter(isRange).map(rangeOf);
  const hosts = parts
    .filter((part) => !isRange(part))
    .filter((part) => !/:\d+$/u.test(part) || part.endsWith(':443'))
    .map((part) => part.replace(/:443$/u, '').replace(/^\*?\./u, ''));
  return { hosts, ranges };
}

const isRange = (text: string): boolean => ipaddr.isValid(text) || ipaddr.isValidCIDR(text);

function rangeOf(text: string): readonly [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** Whether a host is called without the proxy. */
export const exceptsHost = ({ hosts }: ProxyExceptions, host: string): boolean =>
  hosts.some((name) => name === '*' || host === name || host.endsWith(`.${name}`));

/** Whether a resolved address is called without the proxy. */
export function exceptsAddress({ ranges }: ProxyExceptions, address: string): boolean {
  const parsed = ipaddr.process(address);
  return ranges.some(
    ([network, prefix]) => network.kind() === parsed.kind() && parsed.match(network, prefix),
  );
}

export interface Tunnels {
  /** A connection to port 443 of a host name or address, through the proxy. Throws {@link DialFailure}. */
  open(target: string): Promise<Socket>;
  close(): void;
}

/** Opens tunnels by CONNECT; `secureContext` and `timeout` are for the connection to the proxy itself. */
export function createTunnels(
  { url }: ProxySettings,
  connect: Pool.Options['connect'],
  timeoutMs: number,
): Tunnels {
  const pool = new Pool(url.origin, {
    ...(connect === undefined ? {} : { connect }),
    headersTimeout: timeoutMs,
  });
  return {
    async open(target) {
      const authority = `${target.includes(':') ? `[${target}]` : target}:443`;
      const { statusCode, socket } = await pool
        .connect({ path: authority, headers: { host: authority, ...authorizationOf(url) } })
        .catch((error: unknown) => {
          const { errorCode } = asDialFailure(error);
          throw new DialFailure('proxy-unreachable', errorCode);
        });
      if (statusCode === 200 && socket instanceof Socket) return socket;
      socket.on('error', () => {}).destroy();
      throw new DialFailure('proxy-rejected', `PROXY_${statusCode}`);
    },
    close: () => {
      void pool.destroy();
    },
  };
}

function authorizationOf({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` };
}
