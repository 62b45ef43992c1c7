import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';

/** A dialog that is there while it is rendered. Focus returns to what opened it. */
export function Modal({
  title,
  description,
  children,
  onClose,
  wide = false,
}: {
  readonly title: string;
  readonly description?: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
  readonly wide?: boolean;
}) {
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          className={`fixed top-1/2 left-1/2 z-50 flex max-h-[90dvh] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col rounded-dialog bg-raised p-6 shadow-layer ${wide ? 'max-w-3xl' : 'max-w-lg'}`}
        >
          <div className="mb-3 flex items-start gap-4">
            <Dialog.Title className="grow text-section font-semibold">{title}</Dialog.Title>
            <Dialog.Close className="-m-1 rounded-control p-1 text-ink-2 hover:bg-hover" aria-label="Close">
              <X size={18} aria-hidden />
            </Dialog.Close>
          </div>
          {description === undefined ? null : (
            <Dialog.Description className="mb-4 text-ink-2">{description}</Dialog.Description>
          )}
          <div className="min-h-0 overflow-y-auto">{children}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
