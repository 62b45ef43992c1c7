import type { Message } from '../../messages/message.ts';
import { expectTexts } from '../../test/texts/rendered.ts';
import { foundBy } from '../failures.ts';
import type { PsaResult } from '../port.ts';

/** Fails the test where a failure has no texts in the catalog, or words that no translation reaches. */
export function expectFailureTexts(result: PsaResult<unknown>): void {
  if (!result.ok) expectOwnTexts(foundBy(result));
}

/** What Seatwise found is a message of its own; the words of a PSA are a param of it. */
export function expectOwnTexts(found: Message): void {
  expectTexts(found);
  expect(JSON.stringify(found)).not.toContain('core.text');
}
