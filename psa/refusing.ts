import type { Psa, PsaFailure } from './port.ts';
import { notSent } from './write-trouble.ts';

type Asking =
  | 'verify'
  | 'instance'
  | 'companies'
  | 'agreements'
  | 'lines'
  | 'products'
  | 'readLine'
  | 'readTarget'
  | 'write';

/** The part of a PSA that asks, of a credential that cannot be used at all: no request leaves. */
export function refusing(failure: PsaFailure): Pick<Psa, Asking> {
  const refuse = () => Promise.resolve(failure);
  return {
    verify: refuse,
    instance: refuse,
    companies: refuse,
    agreements: refuse,
    lines: refuse,
    products: refuse,
    readLine: refuse,
    readTarget: refuse,
    write: () => Promise.resolve(notSent(failure)),
  };
}
