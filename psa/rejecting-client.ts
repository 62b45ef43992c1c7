import type { Psa, PsaFailure } from './port.ts';
import { notSent } from './write-trouble.ts';

type Asking =
  | 'verify'
  | 'instance'
  | 'companies'
  | 'agreements'
  | 'lines'
  | 'products'
  | 'invoices'
  | 'readLine'
  | 'readTarget'
  | 'readAgreement'
  | 'write';

/** The part of a PSA that asks, of a credential that cannot be used at all: no request leaves. */
export function rejecting(failure: PsaFailure): Pick<Psa, Asking> {
  const reject = () => Promise.resolve(failure);
  return {
    verify: reject,
    instance: reject,
    companies: reject,
    agreements: reject,
    lines: reject,
    products: reject,
    invoices: reject,
    readLine: reject,
    readTarget: reject,
    readAgreement: reject,
    write: () => Promise.resolve(notSent(failure)),
  };
}
