import { isIP } from 'node:net';

/** One rule of `OUTBOUND_RESOLVE`: where the hosts that fit are dialled instead of the address DNS gives. */
export interface ResolveRule {
  /** A host name, or `*.suffix` for every name below that suffix. Lower case. */
  readonly pattern: string;
  readonly address: string;
  readonly port: number;
}

const patternShape = /^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const ruleShape = /^([^=\s]+)=(\[[0-9a-f:.]+\]|[0-9.]+):([0-9]{1,5})$/i;

/**
 * Reads `OUTBOUND_RESOLVE`, written like curl's `--resolve` with wildcards (architecture.md 10):
 * `*.vendor.test=127.0.0.1:9443,host.example=[::1]:8443`. Empty text gives no rules.
 * Throws an error that names the rule which cannot be read.
 */
export function parseResolve(text: string): readonly ResolveRule[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseRule);
}

function parseRule(text: string): ResolveRule {
  const found = ruleShape.exec(text);
  const pattern = found?.[1]?.toLowerCase();
  const address = found?.[2]?.replace(/^\[|\]$/g, '');
  const port = Number(found?.[3]);
  if (pattern === undefined || address === undefined || !patternShape.test(pattern)) {
    throw new Error(`OUTBOUND_RESOLVE: "${text}" is not host=ip:port`);
  }
  if (isIP(address) === 0 || port < 1 || port > 65_535) {
    throw new Error(`OUTBOUND_RESOLVE: "${text}" names no IP address and port`);
  }
  return { pattern, address, port };
}

/** The rule for a host: its own name before any wildcard, a longer wildcard before a shorter one. */
export function matchResolve(rules: readonly ResolveRule[], host: string): ResolveRule | undefined {
  return rules
    .filter(({ pattern }) =>
      pattern.startsWith('*.')
        ? host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1
        : host === pattern,
    )
    .sort((a, b) => rank(b) - rank(a))[0];
}

function rank({ pattern }: ResolveRule): number {
  return pattern.startsWith('*.') ? pattern.length : Number.MAX_SAFE_INTEGER;
}
