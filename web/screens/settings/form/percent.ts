/** Shares ("0.2") as people write them ("20" percent), exactly: the point moves, nothing is computed. */

const shareShape = /^(\d)(?:\.(\d{1,4}))?$/u;
const percentShape = /^(\d{1,3})(?:\.(\d{1,2}))?$/u;

/** "0.2" → "20", "0.125" → "12.5". */
export function percentOf(share: string): string {
  const [, whole = '0', fraction = ''] = shareShape.exec(share) ?? [];
  const digits = fraction.padEnd(4, '0');
  const percent = `${whole}${digits.slice(0, 2)}`.replace(/^0+(?=\d)/u, '');
  const rest = digits.slice(2).replace(/0+$/u, '');
  return rest === '' ? percent : `${percent}.${rest}`;
}

/** "20" → "0.2"; null where it is no percentage from 0 to 100. */
export function shareOf(percent: string): string | null {
  const match = percentShape.exec(percent.trim());
  if (match === null) return null;
  const [, whole = '0', fraction = ''] = match;
  const padded = whole.padStart(3, '0');
  const digits = `${padded.slice(1)}${fraction}`.replace(/0+$/u, '');
  const isWhole = padded.startsWith('1');
  if (Number(padded.charAt(0)) > 1 || (isWhole && digits !== '')) return null;
  const head = isWhole ? '1' : '0';
  return digits === '' ? head : `${head}.${digits}`;
}
