/** Longer names are cut: Temporal takes 200 bytes of summary for sure (platform.md 1.8). */
const longestName = 40;

/**
 * What people call an integration where otherwise only ids stand: `<vendor> → <PSA>, Harbor Lane IT Services`.
 * One line.
 * @param integration names of the kinds, and the MSP's own name as it typed it
 */
export function integrationLabel(integration: {
  readonly vendor: string;
  readonly psa: string;
  readonly msp: string;
}): string {
  const letters = Array.from(integration.msp.replace(/[\p{C}\p{Z}]+/gu, ' ').trim());
  const name =
    letters.length > longestName ? `${letters.slice(0, longestName - 1).join('')}…` : letters.join('');
  return `${integration.vendor} → ${integration.psa}, ${name}`;
}
