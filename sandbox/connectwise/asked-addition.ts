import type { PsaAgreement } from '../scenario.ts';
import type { VendorAnswer, VendorRequest } from '../vendor.ts';
import { invalidAddition } from './answers.ts';

/** What a PATCH and a POST of an addition read of a request, and what both are rejected for. */

export const isJson = ({ headers }: VendorRequest): boolean =>
  headers['content-type']?.split(';')[0]?.trim().toLowerCase() === 'application/json';

/** Undefined: it is no JSON. */
export function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** A double keeps this many digits of any number; one more would become a quantity that was never sent. */
const exactDigits = 15;
const numberOrText = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?/gu;

export function isKeptExactly(body: Buffer): boolean {
  const numbers = (body.toString('utf8').match(numberOrText) ?? []).filter((token) => !token.startsWith('"'));
  return numbers.every((written) => {
    const digits = written.replace(/[-.]/gu, '').replace(/^0+/u, '');
    return (written.includes('.') ? digits.replace(/0+$/u, '') : digits).length <= exactDigits;
  });
}

/** A day as midnight UTC, or as the date alone, which some clients send; null: anything else. */
export function readDay(value: unknown): string | null {
  const day =
    typeof value === 'string' ? /^(\d{4}-\d{2}-\d{2})(?:T00:00:00Z)?$/u.exec(value)?.[1] : undefined;
  return day === undefined || Number.isNaN(Date.parse(day)) ? null : day;
}

/** Why nothing of an agreement can be changed any more, in words of our own; null: it can. */
export function endedAgreement(
  { cancelledFlag, agreementStatus: status, endDate }: PsaAgreement,
  today: string,
): VendorAnswer | null {
  const words = 'An addition cannot be changed because its agreement is';
  if (cancelledFlag) return invalidAddition('cancelledFlag', `${words} canceled.`, 'agreement');
  if (status !== null && status !== 'Active')
    return invalidAddition('agreementStatus', `${words} ${status.toLowerCase()}.`, 'agreement');
  return endDate !== null && endDate < today
    ? invalidAddition('endDate', `${words} past its end date ${endDate}.`, 'agreement')
    : null;
}
