import { plural } from '../../../values/format.ts';

/** The quiet line: what colleagues did since the table was read. A press shows it, nothing else does. */
export function ChangedByOthers({ count, onShow }: { readonly count: number; readonly onShow: () => void }) {
  if (count === 0) return null;
  return (
    <p role="status" className="flex min-h-10 items-center gap-1.5 text-table text-ink-2">
      {plural(count, 'row')} changed by others ·
      <button type="button" className="text-accent underline" onClick={onShow}>
        Show
      </button>
    </p>
  );
}
