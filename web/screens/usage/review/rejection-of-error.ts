import { errorWords } from '../../../values/error-words.ts';
import { asApiError } from '../../../values/problem.ts';

export interface Rejection {
  readonly code: string | null;
  readonly title: string;
  readonly detail: string | null;
  readonly advice: string | null;
  readonly agreementTypeId: string | null;
  /** No answer came: it may have been decided all the same. */
  readonly isUnknown?: boolean;
}

/** What a failed call says at the row it was about. */
export function rejectionOfError(error: unknown): Rejection {
  const { code, title, detail } = asApiError(error);
  const advice = errorWords()?.errorText(code)?.advice ?? '';
  return { code, title, detail, advice, agreementTypeId: null };
}
