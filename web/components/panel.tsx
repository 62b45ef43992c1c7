import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useShortcuts } from './shortcuts.tsx';
import { commonText } from '../values/common-texts.ts';

const beside =
  'min-[1100px]:static min-[1100px]:z-auto min-[1100px]:w-[25rem] min-[1100px]:shrink-0 min-[1100px]:rounded-card min-[1100px]:border min-[1100px]:shadow-none';

/**
 * Next to a table: 400 px on wide pages, over it under 1100 px, the whole page on a phone. Takes no focus by itself.
 * `over`: over it on wide pages too, where what is beside has no width to give.
 */
export function Panel({
  title,
  label,
  actions,
  foot,
  children,
  onClose,
  over = false,
}: {
  readonly title: ReactNode;
  readonly label: string;
  readonly actions?: ReactNode;
  readonly foot?: ReactNode;
  readonly children: ReactNode;
  readonly onClose: () => void;
  readonly over?: boolean;
}) {
  const close = commonText('console-common.close-panel');
  useShortcuts([{ keys: 'Escape', words: close, group: commonText('console-common.panel'), run: onClose }]);
  return (
    <aside
      aria-label={label}
      className={`fixed inset-x-0 top-0 bottom-(--below) z-30 flex flex-col border-line bg-surface sm:top-12 sm:right-0 sm:left-auto sm:w-[25rem] sm:border-l sm:shadow-layer ${over ? '' : beside}`}
    >
      <div className="flex items-start gap-2 border-b border-line px-4 py-3">
        <div className="min-w-0 grow text-section font-semibold">{title}</div>
        {actions}
        <button
          type="button"
          onClick={onClose}
          aria-label={close}
          className="rounded-control p-1 text-ink-2 hover:bg-hover"
        >
          <X size={18} aria-hidden />
        </button>
      </div>
      <div className="min-h-0 grow overflow-y-auto px-4 py-3">{children}</div>
      {foot === undefined ? null : <div className="border-t border-line px-4 py-3">{foot}</div>}
    </aside>
  );
}
