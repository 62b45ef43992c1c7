import { TextDecoder, TextEncoder } from 'node:util';

/** jsdom has no layout: nothing ever has another size. */
class NothingResizes {
  observe(): void {
    // Nothing to tell.
  }
  unobserve(): void {
    // Nothing to tell.
  }
  disconnect(): void {
    // Nothing to tell.
  }
}

/** A wide page with a mouse: no question about another kind of page is true. */
const matchMedia = (media: string): unknown =>
  Object.assign(new EventTarget(), { media, matches: false, onchange: null });

/** The events that a press makes here are of the mouse. */
const { MouseEvent } = globalThis as unknown as { readonly MouseEvent: unknown };

/** What every browser has and jsdom does not give. */
Object.assign(globalThis, {
  TextDecoder,
  TextEncoder,
  ResizeObserver: NothingResizes,
  PointerEvent: MouseEvent,
  // IDs here have no other character that CSS would read.
  CSS: { escape: (text: string) => text.replaceAll(/["\\]/gu, '\\$&') },
  matchMedia,
});
