import type { ReactNode } from 'react';
import { VendorText } from './vendor-text.tsx';

export interface Definition {
  readonly term: string;
  readonly text: ReactNode;
}

/** Terms with their values; text is always shown as text. */
export function DefinitionList({ items }: { readonly items: readonly Definition[] }) {
  return (
    <dl className="grid gap-x-4 gap-y-1 text-table sm:grid-cols-[max-content_1fr]">
      {items.map(({ term, text }, index) => (
        <div key={`${term}-${index}`} className="contents">
          <dt className="text-ink-3">{term}</dt>
          <dd className="min-w-0 max-sm:mb-1">
            {typeof text === 'string' ? <VendorText text={text} /> : text}
          </dd>
        </div>
      ))}
    </dl>
  );
}
