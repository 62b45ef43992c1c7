import type { PsaProduct } from '../scenario.ts';

const productClassOf = (identifier: string): PsaProduct['productClass'] =>
  identifier === 'SEC-BUNDLE' ? 'Bundle' : identifier === 'DUO-TOKEN' ? 'Inventory' : 'Agreement';

/** Product ID, description, price, cost. Duo's first; DUO-TOKEN, DUO-ESS-OLD and SEC-BUNDLE are decoys. */
const table: readonly (readonly [string, string, number, number])[] = [
  ['DUO-ESS', 'Duo Essentials, per user', 4, 2.1],
  ['DUO-ADV', 'Duo Advantage, per user', 7.5, 4.2],
  ['DUO-PREM', 'Duo Premier, per user', 11, 6.3],
  ['DUO-TOKEN', 'Duo hardware token', 25, 16],
  ['DUO-ESS-OLD', 'Duo MFA (old price)', 3, 2.1],
  ['SEC-BUNDLE', 'Security bundle with Duo', 19, 11],
  ['M365-BB', 'Microsoft 365 Business Basic', 7.2, 5.4],
  ['M365-BS', 'Microsoft 365 Business Standard', 15, 11.25],
  ['M365-BP', 'Microsoft 365 Business Premium', 26.4, 19.8],
  ['M365-E3', 'Microsoft 365 E3', 43.2, 32.4],
  ['EXO-P1', 'Exchange Online Plan 1', 4.8, 3.6],
  ['RMM-WS', 'Workstation monitoring', 6, 1.8],
  ['RMM-SRV', 'Server monitoring', 24, 6.5],
  ['EDR-WS', 'Endpoint detection, workstation', 7, 3.4],
  ['EDR-SRV', 'Endpoint detection, server', 12, 6.1],
  ['BKP-SRV', 'Server backup, image based', 89, 41],
  ['BKP-WS', 'Workstation backup', 9, 3.9],
  ['BKP-M365', 'Microsoft 365 backup, per mailbox', 4.5, 1.9],
  ['MAIL-FLT', 'Mail filtering, per mailbox', 3.5, 1.2],
  ['MAIL-ARC', 'Mail archive, per mailbox', 4, 1.7],
  ['DNS-FLT', 'DNS filtering, per user', 2.5, 1],
  ['SAT-USR', 'Security awareness training', 3, 1.1],
  ['PWM-USR', 'Password manager, per user', 4, 2],
  ['SOC-USR', 'Managed detection, per user', 14, 8.2],
  ['VPN-USR', 'Remote access, per user', 5, 1.5],
  ['FW-MGD', 'Managed firewall', 110, 48],
  ['SW-MGD', 'Managed switch', 22, 6],
  ['AP-MGD', 'Managed access point', 16, 5],
  ['VOIP-EXT', 'Telephone extension', 21, 11.5],
  ['VOIP-DID', 'Telephone number', 2, 0.6],
  ['FAX-LINE', 'Fax to mail line', 12, 5],
  ['WEB-HOST', 'Web hosting', 29, 9],
  ['DOM-YR', 'Domain name', 2.5, 1.1],
  ['SSL-STD', 'Certificate', 8, 3],
  ['HELP-USR', 'Service desk, per user', 38, 17],
  ['HELP-SRV', 'Server care', 120, 55],
  ['VCIO-HR', 'Advisory hour', 165, 80],
  ['UPS-MON', 'Power monitoring', 9, 2],
  ['PRN-MGD', 'Managed printer', 18, 9],
  ['MDM-DEV', 'Mobile device management', 4.5, 2.2],
];

/** The manufacturer's own numbers, where the MSP entered them. */
const partNumbers: Readonly<Record<string, string>> = {
  'DUO-ESS': 'DUO-MFA-USER',
  'DUO-ESS-OLD': 'DUO-MFA-USER',
};

/** The MSP's catalog, ids from 301 (docs/sandbox.md). */
export function catalogProducts(): PsaProduct[] {
  return table.map(([identifier, description, price, cost], index) => ({
    id: 301 + index,
    identifier,
    description,
    productClass: productClassOf(identifier),
    manufacturerPartNumber: partNumbers[identifier] ?? null,
    inactiveFlag: identifier === 'DUO-ESS-OLD',
    price,
    cost,
  }));
}

/** What a customer is billed for beside Duo. */
export const otherProducts: readonly string[] = table.map(([identifier]) => identifier).slice(6);
