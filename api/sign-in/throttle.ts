/** Failed sign-ins of the last minutes, by email and by address, in this process. */
export interface SignInThrottle {
  /** Seconds until another try is looked at; 0: now. */
  wait(address: string, email: string): number;
  failed(address: string, email: string): void;
  succeeded(email: string): void;
}

const windowSeconds = 300;
const mostKeys = 10_000;

/**
 * Counts failures alike whether the email is somebody's or not, so that being refused tells nothing either.
 * An address has more tries than an email, because many people may share one.
 */
export function createSignInThrottle(
  limits: { readonly perEmail: number; readonly perAddress: number },
  now: () => number = Date.now,
): SignInThrottle {
  const failures = new Map<string, number[]>();
  const recent = (key: string): number[] =>
    (failures.get(key) ?? []).filter((at) => at > now() - windowSeconds * 1_000);
  const waitFor = (key: string, limit: number): number => {
    const times = recent(key);
    const oldest = times[times.length - limit];
    return oldest === undefined
      ? 0
      : Math.max(1, Math.ceil((oldest + windowSeconds * 1_000 - now()) / 1_000));
  };
  const emailKey = (email: string): string => `email:${email.toLowerCase()}`;
  const note = (key: string): void => {
    const times = [...recent(key), now()];
    failures.delete(key);
    failures.set(key, times);
    // Oldest entries first: a flood of made-up emails must not fill the memory.
    for (const old of failures.keys()) {
      if (failures.size <= mostKeys) break;
      failures.delete(old);
    }
  };
  return {
    wait: (address, email) =>
      Math.max(waitFor(emailKey(email), limits.perEmail), waitFor(`address:${address}`, limits.perAddress)),
    failed: (address, email) => {
      note(emailKey(email));
      note(`address:${address}`);
    },
    succeeded: (email) => {
      failures.delete(emailKey(email));
    },
  };
}
