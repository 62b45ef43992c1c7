import { expectTexts } from '../../test/texts/rendered.ts';
import { foundBy } from '../failures.ts';
import type { PsaResult } from '../port.ts';

export { expectTexts };

/** Fails the test where a failure has no texts in the catalog, or words that no translation reaches. */
export function expectFailureTexts(result: PsaResult<unknown>): void {
  if (!result.ok) expectTexts(foundBy(result));
}
