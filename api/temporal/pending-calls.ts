import type { Client } from '@temporalio/client';

const callsOf = new WeakMap<Client, Set<Promise<unknown>>>();

/** Remembers a call to Temporal until it ends: an answer may be given before, when the call is late. */
export function underWay<T>(client: Client, call: Promise<T>): Promise<T> {
  const calls = callsOf.get(client) ?? new Set<Promise<unknown>>();
  callsOf.set(client, calls);
  calls.add(call);
  const forget = (): void => {
    calls.delete(call);
  };
  call.then(forget, forget);
  return call;
}

/**
 * Resolves when no call is left, each within its own deadline. A connection that is closed before that throws out of
 * a timer of the SDK, where nobody can catch it.
 */
export async function callsEnded(client: Client): Promise<void> {
  await Promise.allSettled([...(callsOf.get(client) ?? [])]);
}
