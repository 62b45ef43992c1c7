import { Toast } from 'radix-ui';
import type { ToastEntry } from './toasts.tsx';
import { commonText } from '../values/common-texts.ts';

const shownMs = 10_000;

/** One message at the bottom of the page. */
export default function ToastStrip({
  entry: { text, undo },
  onGone,
}: {
  readonly entry: ToastEntry;
  readonly onGone: () => void;
}) {
  return (
    <Toast.Provider duration={shownMs} label={commonText('console-common.toast')} swipeDirection="right">
      <Toast.Root
        onOpenChange={(open) => (open ? undefined : onGone())}
        className="flex max-h-full min-w-0 items-center gap-4 rounded-card border border-line bg-raised px-4 py-1.5 shadow-layer sm:min-w-96"
      >
        <Toast.Description title={text} className="line-clamp-2 grow text-table">
          {text}
        </Toast.Description>
        {undo === null ? null : (
          <Toast.Action altText={commonText('console-common.undo')} asChild>
            <button
              type="button"
              className="rounded-control px-2 py-1 font-medium text-accent hover:bg-hover"
              onClick={undo}
            >
              {commonText('console-common.undo')}
            </button>
          </Toast.Action>
        )}
      </Toast.Root>
      <Toast.Viewport
        hotkey={['F8']}
        data-toasts
        className="fixed inset-x-0 bottom-0 z-50 flex h-(--below) items-center justify-center px-4 outline-none print:hidden"
      />
    </Toast.Provider>
  );
}
