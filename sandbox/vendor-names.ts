/** The simulated vendors, each with the domain that all its hosts are under. */
export const vendorDomains = {
  duo: 'duosecurity.test',
  connectwise: 'connectwise.test',
  autotask: 'autotask.test',
  halopsa: 'halopsa.test',
} as const;

export type VendorName = keyof typeof vendorDomains;

/** Those that are a PSA. */
export type PsaName = Exclude<VendorName, 'duo'>;

export const vendorNames = Object.keys(vendorDomains) as [VendorName, ...VendorName[]];

export const psaNames = ['connectwise', 'autotask', 'halopsa'] as const satisfies readonly PsaName[];

/** The vendor that answers at this host; null: none. */
export const vendorAt = (host: string): VendorName | null =>
  vendorNames.find((name) => host.endsWith(`.${vendorDomains[name]}`)) ?? null;
