import type { Environment } from '../config/environment.ts';
import type { OutboundOptions } from '../http/outbound.ts';
import { operatorOutbound } from '../http/operator-outbound.ts';
import type { SandboxWay } from './servers.ts';
import { vendors } from '../vendors/registry.ts';

/**
 * docs/sandbox.md: a hanging host runs into the client's time-out, which the sandbox's set-up makes 2 s. Its invoices
 * are made while one looks on.
 */
const quick = {
  VENDOR_READ_TIMEOUT_MS: 2_000,
  VENDOR_RETRY_BASE_MS: 200,
  PSA_TIMEOUT_MS: 2_000,
  PSA_RETRY_BASE_MS: 100,
  PSA_CALLS_PER_FIVE_MINUTES: 10_000,
  SYNC_CANCEL_POLL_MS: 500,
  VENDOR_BUDGET_START_PER_MINUTE: 'unlimited',
  WRITE_UNKNOWN_WAIT_MS: 3_000,
  WRITE_READ_BACK_GAP_MS: 500,
  WRITE_LATER_INVOICE_APART_MS: 2_000,
  WRITE_CREATE_APART_MS: 2_000,
  WRITE_END_APART_MS: 2_000,
  WRITE_RECHECK_MS: 5_000,
  RELAY_INTERVAL_MS: 250,
} as const;

const ownSuffixes = Object.values(vendors).flatMap(({ hostSuffixes }) => hostSuffixes);

/** The environment as the sandbox wants it. What was set by name stays as it was set. */
export function withSandbox(environment: Environment, setByName: NodeJS.ProcessEnv): Environment {
  const unset = Object.entries(quick).filter(([name]) => (setByName[name] ?? '') === '');
  return {
    ...environment,
    ...(Object.fromEntries(unset) as Partial<typeof quick>),
    VENDOR_HOST_SUFFIXES: [...(environment.VENDOR_HOST_SUFFIXES ?? ownSuffixes), 'duosecurity.test'],
  };
}

/** The operator's outbound seams and, with a sandbox, its own: there is no other path to it (architecture.md 10). */
export function outboundOptions(environment: Environment, sandbox: SandboxWay | null): OutboundOptions {
  return operatorOutbound(
    environment,
    sandbox === null ? {} : { resolve: sandbox.resolve, caFile: sandbox.caFile },
  );
}
