import type { Status } from '../../api/integrations.ts';

/** Whose days count, and where nobody knows those of the PSA, by its name: what stands still until somebody says so. */
export function daysWords({ timeZone, setBy, known, psaSays }: Status['billingDays'], psa: string): string {
  if (!known) {
    const said = psaSays === null || psaSays === '' ? 'does not say its own' : `says “${psaSays}”`;
    return `${timeZone}, this company's time zone: ${psa} ${said}, which is not known. Nothing is approved, sent or closed until the billing time zone is set.`;
  }
  const whose = {
    settings: 'as set in Settings',
    psa: `as ${psa} says`,
    tenant: "this company's time zone",
  };
  return `${timeZone}, ${whose[setBy]}`;
}
