/** The id under which a PSA of the sandbox keeps a currency. */
export const currencyNumber = (code: string): number =>
  Array.from(code, (letter) => letter.charCodeAt(0) - 65).reduce((sum, nth) => sum * 26 + nth, 1);
