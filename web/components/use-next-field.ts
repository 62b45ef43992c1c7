import { type MouseEvent, type RefObject, useCallback, useEffect, useRef } from 'react';

interface NextField {
  /** Of the field that asks about the choice. */
  readonly field: RefObject<HTMLInputElement | null>;
  /** On what holds the choices. */
  readonly onClick: (event: MouseEvent) => void;
}

/**
 * Moves the focus into the field that follows, where it is empty, once something was chosen with the mouse. A choice with
 * the keyboard stays among the choices: arrow keys choose on their way.
 *
 * @param choice null: none yet
 */
export function useNextField(choice: string | null): NextField {
  const field = useRef<HTMLInputElement>(null);
  const byMouse = useRef(false);
  useEffect(() => {
    if (byMouse.current && field.current?.value === '') field.current.focus();
    byMouse.current = false;
  }, [choice]);
  // Clicks that the browser makes of a key have no count.
  const onClick = useCallback((event: MouseEvent): void => {
    if (event.detail > 0) byMouse.current = true;
  }, []);
  return { field, onClick };
}
