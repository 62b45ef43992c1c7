/** A key that acts on a page, as its sheet shows it. */
export interface Shortcut {
  /** As KeyboardEvent.key; `Shift+R`, `Mod+k` (Ctrl or ⌘), or two in a row: `g i`. Empty: no key, in the palette alone. */
  readonly keys: string;
  readonly words: string;
  /** Heading of its part of the sheet. */
  readonly group: string;
  /** Null: only named in the sheet; the list or field it belongs to acts on it. */
  readonly run: (() => void) | null;
  /** Acts in fields and popovers too; for keys that none of them has a use for. */
  readonly inFields?: boolean;
}
