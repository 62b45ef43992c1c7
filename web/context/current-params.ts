/**
 * The address as it is at this moment. What a render saw may be older: two changes close together would undo each
 * other.
 */
export const currentParams = (): URLSearchParams => new URLSearchParams(globalThis.location.search);
