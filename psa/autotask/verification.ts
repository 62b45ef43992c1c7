import type { PsaFailure, PsaResult, PsaRightProbe, PsaVerification } from '../port.ts';
import type { Access } from './access.ts';
import { billingItems, invoices } from './invoices.ts';
import { billingRules, bundleUnitRows, contractBundles } from './other-records.ts';
import { companies, contractServices, contracts, services, unitRows } from './records.ts';
import type { ReadLimits } from '../read-limits.ts';

/** What is asked of the security level, entity by entity: one that shows a part only is as good as none. */
const probes = [
  ['companies', 'Accounts', companies.name, 'query'],
  ['agreements', 'Contracts', contracts.name, 'query'],
  ['additions', 'Contract services', contractServices.name, 'query'],
  ['additions', 'Contract service units', unitRows.name, 'query'],
  ['additions', 'Contract service bundles', contractBundles.name, 'query'],
  ['additions', 'Contract service bundle units', bundleUnitRows.name, 'query'],
  ['additions', 'Contract billing rules', billingRules.name, 'query'],
  ['catalog', 'Services', services.name, 'query'],
  ['invoices', 'Billing items, to compare with', billingItems.name, 'query'],
  ['invoices', 'Invoices, to compare with', invoices.name, 'query'],
  // Reading does not need them: they are shown, and stop nothing before write-back is on.
  ['system', 'Contract service adjustments (write)', 'ContractServiceAdjustments', 'create'],
  ['system', 'Contract services (create)', contractServices.name, 'create'],
] as const;

/**
 * Finds the zone, signs in, and asks what the security level shows (autotask.md 1, 2, 6). What makes every further call
 * useless is the failure of the whole; a missing right is the outcome of its entry only.
 */
export async function verify(access: Access, limits: ReadLimits): Promise<PsaResult<PsaVerification>> {
  const rights: PsaRightProbe[] = [];
  for (const [right, label, entity, to] of probes) {
    const outcome = await access.ask(entity, to, limits);
    if (!outcome.ok && endsVerification(outcome)) return outcome;
    rights.push({ right, label, outcome });
  }
  return {
    ok: true,
    value: {
      rights,
      // Autotask says nowhere which zone of time its days are of.
      serverTimeZone: null,
      serverTimeZoneGiven: null,
      version: null,
      writeRight: 'unknown',
    },
  };
}

const endsVerification = ({ code }: PsaFailure): boolean =>
  !['PsaRightMissing', 'PsaNotFound', 'PsaRejected', 'PsaAnswerUnreadable'].includes(code);
