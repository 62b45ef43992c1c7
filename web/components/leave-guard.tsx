import { useEffect, useState } from 'react';
import { useAddresses } from './router.tsx';
import { guardHistory } from './history-guard.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { commonText } from '../values/common-texts.ts';

/** Asks once before a form with typed values is left, by a link, a key, Back and Forward, or closing the page. */
export function LeaveGuard({ dirty }: { readonly dirty: boolean }) {
  const addresses = useAddresses();
  const [leave, setLeave] = useState<(() => void) | null>(null);
  useEffect(() => {
    if (!dirty) return undefined;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    globalThis.addEventListener('beforeunload', ask);
    // Links and shortcuts on one side, Back and Forward on the other.
    const unblock = addresses.block((go) => setLeave(() => go));
    const stop = guardHistory((go) => setLeave(() => go));
    return () => {
      globalThis.removeEventListener('beforeunload', ask);
      unblock();
      stop();
    };
  }, [dirty, addresses]);
  if (leave === null) return null;
  return (
    <ConfirmDialog
      title={commonText('console-common.leave')}
      confirm={commonText('console-common.leave-confirm')}
      danger
      sends={false}
      onConfirm={() => {
        setLeave(null);
        leave();
      }}
      onClose={() => setLeave(null)}
    >
      <p>{commonText('console-common.leave-effect')}</p>
    </ConfirmDialog>
  );
}
