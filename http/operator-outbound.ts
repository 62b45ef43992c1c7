import { readFileSync } from 'node:fs';
import type { OutboundOptions } from './outbound.ts';
import { parseNoProxy } from './proxy.ts';
import { parseResolve } from './resolve.ts';

/** The operator's variables for outbound calls (architecture.md 10); no tenant can reach them. */
export interface OutboundVariables {
  readonly OUTBOUND_RESOLVE?: string | undefined;
  readonly OUTBOUND_CA_FILE?: string | undefined;
  readonly OUTBOUND_ALLOW_PRIVATE: boolean;
  readonly HTTPS_PROXY?: string | undefined;
  readonly NO_PROXY?: string | undefined;
  readonly OUTBOUND_PROXY_RESOLVES: boolean;
}

/** Rules and certificates as set, with those of a sandbox after them. Throws when one cannot be read. */
export function operatorOutbound(
  variables: OutboundVariables,
  sandbox: { readonly resolve?: string; readonly caFile?: string } = {},
): OutboundOptions {
  const rules = [variables.OUTBOUND_RESOLVE, sandbox.resolve].filter((rule) => rule !== undefined);
  const files = [variables.OUTBOUND_CA_FILE, sandbox.caFile].filter((file) => file !== undefined);
  return {
    resolve: parseResolve(rules.join(',')),
    allowPrivate: variables.OUTBOUND_ALLOW_PRIVATE,
    proxy:
      variables.HTTPS_PROXY === undefined
        ? null
        : {
            url: new URL(variables.HTTPS_PROXY),
            exceptions: parseNoProxy(variables.NO_PROXY ?? ''),
            resolvesNames: variables.OUTBOUND_PROXY_RESOLVES,
          },
    ...(files.length === 0 ? {} : { extraCa: files.map((file) => readFileSync(file, 'utf8')).join('\n') }),
  };
}
