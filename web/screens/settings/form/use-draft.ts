import { useState } from 'react';

export interface Draft {
  readonly value: (name: string) => string;
  readonly set: (name: string, value: string) => void;
  /** By name, what differs from what is saved. */
  readonly changed: Readonly<Record<string, string>>;
  readonly count: number;
  readonly discard: () => void;
}

/** Typed values next to the saved ones; only what differs is a change. */
export function useDraft(saved: Readonly<Record<string, string>>): Draft {
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const changed = Object.fromEntries(
    Object.entries(typed).filter(([name, value]) => saved[name] !== undefined && saved[name] !== value),
  );
  return {
    value: (name: string): string => typed[name] ?? saved[name] ?? '',
    set: (name: string, value: string): void => setTyped((now) => ({ ...now, [name]: value })),
    changed,
    count: Object.keys(changed).length,
    discard: (): void => setTyped({}),
  };
}
