import { useContext, useEffect, useState } from 'react';
import { UNSAFE_NavigationContext as NavigationContext } from 'react-router';
import { guardHistory } from './history-guard.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';

/** Asks once before a form with typed values is left, by a link, a key, Back and Forward, or closing the page. */
export function LeaveGuard({ dirty }: { readonly dirty: boolean }) {
  const { navigator } = useContext(NavigationContext);
  const [leave, setLeave] = useState<(() => void) | null>(null);
  useEffect(() => {
    if (!dirty) return undefined;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    globalThis.addEventListener('beforeunload', ask);
    // BrowserRouter has no blocker; links and shortcuts all go through these two.
    const push = navigator.push.bind(navigator);
    const replace = navigator.replace.bind(navigator);
    navigator.push = (...place) => setLeave(() => () => push(...place));
    navigator.replace = (...place) => setLeave(() => () => replace(...place));
    const stop = guardHistory((go) => setLeave(() => go));
    return () => {
      globalThis.removeEventListener('beforeunload', ask);
      navigator.push = push;
      navigator.replace = replace;
      stop();
    };
  }, [dirty, navigator]);
  if (leave === null) return null;
  return (
    <ConfirmDialog
      title="Leave without saving?"
      confirm="Leave"
      danger
      sends={false}
      onConfirm={() => {
        setLeave(null);
        leave();
      }}
      onClose={() => setLeave(null)}
    >
      <p>What you changed here is not saved.</p>
    </ConfirmDialog>
  );
}
