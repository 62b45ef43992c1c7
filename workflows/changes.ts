/**
 * Ids of `patched(…)`, by what they guard (docs/testing.md, "Recorded histories"). One is added with each change that
 * makes a running execution go another way, and never removed while a release runs that asked for it. None yet:
 * nothing was released.
 */
export const changes = {} as const satisfies Readonly<Record<string, string>>;
