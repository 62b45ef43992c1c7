/** Where a dialog that asks for something begins; undefined: it asks for nothing. */
export const firstEmptyField = (dialog: EventTarget | null): HTMLInputElement | undefined =>
  dialog instanceof HTMLElement
    ? [
        ...dialog.querySelectorAll<HTMLInputElement>(
          'input:is([type="text"], [type="email"], [type="password"]):not([readonly])',
        ),
      ].find(({ value }) => value === '')
    : undefined;
