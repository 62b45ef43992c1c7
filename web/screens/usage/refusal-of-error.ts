import { asApiError } from '../../api/problem.ts';
import type { Refusal } from './use-decisions.ts';

/** What a failed call says at the row it was about. */
export function refusalOfError(error: unknown): Refusal {
  const { code, title, detail, advice } = asApiError(error);
  return { code, title, detail, advice, agreementTypeId: null };
}
