/** Names of the vendors that exist, by their id. */
export const vendorNames: Readonly<Record<string, string>> = { duo: 'Duo Security' };
