/** In the order in which a browser's own words are looked through: an iPad says "Mac" too, Android "Linux". */
const devices = ['iPhone', 'iPad', 'Android', 'Windows', 'Mac', 'Linux'] as const;

/** What people call this device; null: the browser does not say. */
export const deviceName = (words: string = navigator.userAgent): string | null =>
  devices.find((device) => words.includes(device)) ?? null;
