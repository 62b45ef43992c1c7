import type { ReactNode } from 'react';

/** Says why nothing is here and what brings something. */
export function EmptyState({ text, children }: { readonly text: string; readonly children?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-3 rounded-card border border-dashed border-line px-6 py-10 text-center text-ink-2">
      <p>{text}</p>
      {children}
    </div>
  );
}
