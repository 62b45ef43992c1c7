/** Whom a term of a contract is for, by the names that all PSAs share. */
export type ContractScope =
  | { readonly kind: 'line'; readonly customer: string; readonly product: string }
  | { readonly kind: 'customer'; readonly customer: string }
  | { readonly kind: 'agreement-type'; readonly type: string }
  | { readonly kind: 'product'; readonly product: string }
  | { readonly kind: 'everything' };

/** What a contract says about billing; terms apply in this order (RULES 13). */
export interface ContractTerms {
  readonly excludeStatuses?: readonly string[];
  readonly free?: number;
  readonly ratio?: { readonly per: number; readonly round: 'up' | 'nearest' | 'down' };
  readonly minimum?: number;
  readonly maximum?: number;
  readonly fixed?: { readonly units: number; readonly flat?: true };
  readonly commitment?: { readonly units: number; readonly decreaseFrom: string };
  readonly doNotBill?: { readonly reason: string };
}

export interface Agreed {
  readonly terms: ContractTerms;
  /** Where the contract says so. */
  readonly source: string;
  /** First and last day; null: without an end. */
  readonly from: string;
  readonly to: string | null;
  /** It applies together with included units or a minimum in the PSA. */
  readonly withPsaTerms?: true;
}

/** A term of a contract of the MSP, which no PSA of the scenario holds. */
export interface Contract extends Agreed {
  readonly scope: ContractScope;
}
