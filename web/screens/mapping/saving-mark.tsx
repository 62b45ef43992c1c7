import { LoaderCircle } from 'lucide-react';
import type { SavingPhase } from '../../api/mapping-commands.ts';
import { useTexts } from '../../components/texts.ts';
import { consoleMapping } from '../../../messages/generated/console-mapping.ts';

/** On top of a row's old state until its receipt is there. */
export function SavingMark({ phase }: { readonly phase: SavingPhase }) {
  const text = useTexts(consoleMapping);
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5 text-ink-2">
      <LoaderCircle size={14} className="shrink-0 animate-spin" aria-hidden />
      <span className="truncate">{text(`console-mapping.phase.${phase}`)}</span>
    </span>
  );
}
