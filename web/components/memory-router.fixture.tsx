import { type ReactNode, useState } from 'react';
import { type Addresses, addresses } from './addresses.ts';
import { Router } from './router.tsx';

const addressesInMemory = (first: string): Addresses => {
  let href = first;
  return addresses({
    href: () => href,
    write: (next) => {
      href = next;
    },
    onPop: () => () => undefined,
  });
};

/** A router whose address is not the browser's. */
export function MemoryRouter({ at = '/', children }: { readonly at?: string; readonly children: ReactNode }) {
  const [inMemory] = useState(() => addressesInMemory(at));
  return <Router addresses={inMemory}>{children}</Router>;
}
