import { catalogOf } from '../../messages/catalog.ts';
import type { AnyMessage } from '../../messages/params.ts';
import { createRenderer } from '../../messages/rendering/renderer.ts';

/** The English text of a message in the common terms; fails the test where one of its params or parts has no text. */
export function rendered(message: AnyMessage): string {
  const text = createRenderer(catalogOf('en'), { timeZone: 'UTC', terms: null })(message);
  expect(text).not.toMatch(/Text not available|^$/u);
  return text;
}
