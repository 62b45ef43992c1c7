import { useUsageAddress } from '../review/address.ts';
import { usePanelTexts } from './texts.ts';

/** Narrows the table to the lines of this account or company; pressed again, or by its chip, all are back. */
export function FilterLink({ what, id }: { readonly what: 'account' | 'company'; readonly id: string }) {
  const { filters, change } = useUsageAddress();
  const text = usePanelTexts();
  const isOnly = filters[what] === id;
  return (
    <button
      type="button"
      aria-pressed={isOnly}
      onClick={() => change({ [what]: isOnly ? null : id })}
      className={`inline-flex h-6 items-center rounded-control border px-1.5 text-label whitespace-nowrap pointer-coarse:h-11 ${isOnly ? 'border-accent bg-selected' : 'border-edge bg-surface hover:bg-hover'}`}
    >
      {text(`console-usage-panel.only-${what}`)}
    </button>
  );
}
