/** Where a cost is from: what the PSA says a unit costs, or the vendor's price for the seats (RULES 15). */
export const costSources = ['psa', 'vendor'] as const;
export type CostSource = (typeof costSources)[number];
