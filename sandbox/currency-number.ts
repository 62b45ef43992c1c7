/** The id under which a PSA of the sandbox keeps a currency. */
export const currencyNumber = (code: string): number =>
  [...code].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 65, 1);
