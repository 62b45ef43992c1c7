import { useEffect } from 'react';

let running = false;
let shown: readonly string[] = [];

const write = (): void => {
  document.title = `${running ? '(running) ' : ''}${[...shown, 'Seatwise'].join(' · ')}`;
};

/** `Acme · Usage · Seatwise`, with `(running)` before it during a sync. */
export function useTitle(parts: readonly string[]): void {
  const text = parts.join(' · ');
  useEffect(() => {
    shown = [text];
    write();
  }, [text]);
}

export function titleRunning(now: boolean): void {
  running = now;
  write();
}
