import lifecycle from '../locales/en/errors-lifecycle.json' with { type: 'json' };
import psas from '../locales/en/errors-psas.json' with { type: 'json' };
import service from '../locales/en/errors-service.json' with { type: 'json' };
import syncs from '../locales/en/errors-syncs.json' with { type: 'json' };
import vendors from '../locales/en/errors-vendors.json' with { type: 'json' };
import writes from '../locales/en/errors-writes.json' with { type: 'json' };
import { textOfCode, type ErrorText } from './text-of-code.ts';
import type { Terminology } from './terms.ts';

/** Texts of the codes that workflows show, and no others: the workflow bundle carries each. */
export const workTexts = { ...lifecycle, ...syncs, ...writes, ...vendors, ...psas, ...service } as const;

/** As `errorText` (error-texts.ts), for a code that work ended or waits with. */
export const workText = (code: string, terminology: Terminology | null = null): ErrorText | null =>
  textOfCode(workTexts, code, terminology);
