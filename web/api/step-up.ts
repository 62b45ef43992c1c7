/** What needs the password once more waits here until a dialog has asked for it. */
type Ask = (answered: (given: boolean) => void) => void;

let ask: Ask | null = null;
let asking: Promise<boolean> | null = null;

/** The dialog that asks; returns how to stop. */
export function onStepUpAsked(by: Ask): () => void {
  ask = by;
  return () => {
    if (ask === by) ask = null;
  };
}

/** True: the password was given, and what was rejected may be sent again. Asked once for what waits at the same time. */
export function stepUp(): Promise<boolean> {
  const by = ask;
  if (by === null) return Promise.resolve(false);
  asking ??= new Promise<boolean>((resolve) => by(resolve)).finally(() => {
    asking = null;
  });
  return asking;
}
