import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { firstEmptyField } from './first-empty-field.ts';
import type { ModalProps } from './modal.tsx';
import { commonText } from '../values/common-texts.ts';

const places = {
  middle:
    'top-1/2 left-1/2 max-h-[90dvh] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 rounded-dialog p-6',
  bottom: 'inset-x-0 bottom-0 mx-auto h-[75dvh] rounded-t-dialog px-4 pt-4',
} as const;

/** What a modal dialog shows; `modal.tsx` loads it. */
export default function ModalContent({
  title,
  description,
  children,
  onClose,
  wide = false,
  place = 'middle',
}: ModalProps) {
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          onOpenAutoFocus={(event) => {
            const field = place === 'middle' ? firstEmptyField(event.target) : undefined;
            if (field === undefined) return;
            event.preventDefault();
            field.focus();
          }}
          className={`fixed z-50 flex flex-col bg-raised shadow-layer ${places[place]} ${wide ? 'max-w-3xl' : 'max-w-lg'}`}
        >
          <div className="mb-3 flex items-start gap-4">
            <Dialog.Title className="grow text-section font-semibold">{title}</Dialog.Title>
            <Dialog.Close
              className="-m-1 rounded-control p-1 text-ink-2 hover:bg-hover"
              aria-label={commonText('console-common.close')}
            >
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
