import { useListTexts } from './texts.ts';

/** The quiet line: what colleagues did since the table was read. A press shows it, nothing else does. */
export function ChangedByOthers({ count, onShow }: { readonly count: number; readonly onShow: () => void }) {
  const text = useListTexts();
  if (count === 0) return null;
  return (
    <p role="status" className="flex min-h-10 items-center gap-1.5 text-table text-ink-2">
      {text('console-usage-list.changed-by-others', { count })} ·
      <button type="button" className="text-accent underline" onClick={onShow}>
        {text('console-usage-list.show')}
      </button>
    </p>
  );
}
