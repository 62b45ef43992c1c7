import { LoaderCircle } from 'lucide-react';
import type { SavingPhase } from '../../api/mapping-commands.ts';

export const savingWords: Readonly<Record<SavingPhase, string>> = {
  saving: 'Saving…',
  still: 'Still saving…',
  waiting: 'Waiting for the worker; your decision is kept',
};

/** On top of a row's old state until its receipt is there. */
export function SavingMark({ phase }: { readonly phase: SavingPhase }) {
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5 text-ink-2">
      <LoaderCircle size={14} className="shrink-0 animate-spin" aria-hidden />
      <span className="truncate">{savingWords[phase]}</span>
    </span>
  );
}
