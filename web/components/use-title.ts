import { useEffect } from 'react';
import { commonText } from '../values/common-texts.ts';

let running = false;
let shown: readonly string[] = [];

const write = (): void => {
  const title = [...shown, 'Seatwise'].join(' · ');
  document.title = running ? commonText('console-common.running-title', { title }) : title;
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
