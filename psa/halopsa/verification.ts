import { z } from 'zod';
import { text } from '../answer-fields.ts';
import { ianaTimeZone } from '../time-zone.ts';
import type { PsaFailure, PsaResult, PsaRightProbe, PsaVerification } from '../port.ts';
import { psaFailure } from './failures.ts';
import { id } from './fields.ts';
import type { ReadLimits } from '../read-limits.ts';
import type { Reads } from './reads.ts';
import { type Right, rights } from './rights.ts';

const control = z.object({ app_version: text, server_time_zone: text });
/** So many recurring invoices are tried before the agent is said to open none. */
const documentsToProbe = 5;

interface Probe {
  readonly right: PsaRightProbe['right'];
  readonly label: string;
  readonly answer: PsaResult<unknown>;
}

/**
 * Signs in and probes each read right by the smallest read (halopsa.md 8). What makes every further call useless is the
 * failure of the whole; a missing right or a fault of one list is the outcome of that entry only. A list that answers
 * proves little: recurring invoices are opened as well (halopsa.md 3).
 */
export async function verify(reads: Reads, limits: ReadLimits): Promise<PsaResult<PsaVerification>> {
  const probes: Probe[] = [];
  const list = async (path: string, key: string, right: Right): Promise<PsaResult<readonly string[]>> => {
    const query = { pageinate: 'true', page_size: String(documentsToProbe), page_no: '1', order: 'id' };
    const shape = z.object({ [key]: z.array(z.object({ id })) });
    const answer = await reads.read({ path, query, right, shape }, limits);
    if (!answer.ok) return answer;
    return { ok: true, value: (answer.value.value[key] ?? []).map((row) => row.id) };
  };
  const add = (right: Probe['right'], label: string, answer: PsaResult<unknown>): PsaFailure | null => {
    probes.push({ right, label, answer });
    return !answer.ok && endsVerification(answer) ? answer : null;
  };

  const customers = await list('Client', 'clients', rights.customers);
  const end = add('companies', 'Customers', customers);
  if (end !== null) return noInstance(end);
  const invoices = await list('RecurringInvoice', 'invoices', rights.invoices);
  const noInvoices = add('agreements', 'Recurring invoices', invoices);
  if (noInvoices !== null) return noInvoices;
  if (invoices.ok && invoices.value.length > 0) {
    const opened = await firstOpened(reads, invoices.value, limits);
    const noLines = add('additions', 'Lines of a recurring invoice', opened);
    if (noLines !== null) return noLines;
  }
  const items = await list('Item', 'items', rights.items);
  const noItems = add('catalog', 'Items', items);
  if (noItems !== null) return noItems;
  const licences = await list('SoftwareLicence', 'licences', rights.licences);
  const noLicences = add('licences', 'Licences', licences);
  if (noLicences !== null) return noLicences;
  const info = await reads.read({ path: 'Control', query: {}, right: null, shape: control }, limits);
  // Not being reached says nothing of the zone, and would stand as one that nobody knows.
  if (!info.ok && endsVerification(info)) return info;
  const zone = info.ok ? info.value.value.server_time_zone : null;
  return {
    ok: true,
    value: {
      rights: probes.map(({ right, label, answer }) => ({
        right,
        label,
        outcome: answer.ok ? { ok: true, value: null } : answer,
      })),
      serverTimeZone: ianaTimeZone(zone),
      serverTimeZoneGiven: zone,
      version: info.ok ? info.value.value.app_version : null,
      writeRight: 'unknown',
    },
  };
}

/** One that the agent may not open says nothing of the right; where it opens none of these, it lacks it. */
async function firstOpened(
  reads: Reads,
  ids: readonly string[],
  limits: ReadLimits,
): Promise<PsaResult<unknown>> {
  let answer: PsaResult<unknown> = { ok: true, value: null };
  for (const one of ids) {
    answer = await reads.read(
      {
        path: `RecurringInvoice/${one}`,
        query: { includedetails: 'true' },
        right: rights.invoices,
        shape: z.object({ id }),
      },
      limits,
    );
    if (answer.ok || answer.code !== 'PsaRightMissing') return answer;
  }
  return answer;
}

/** An instance that is not there answers everything with a server error (halopsa.md 2). */
const noInstance = (failure: PsaFailure): PsaFailure =>
  failure.code === 'PsaUnreachable' && failure.detail.params['status'] === 500
    ? psaFailure('PsaWrongCompanyOrSite', failure.detail)
    : failure;

const endsVerification = ({ code }: PsaFailure): boolean =>
  !['PsaRightMissing', 'PsaNotFound', 'PsaRejected', 'PsaAnswerUnreadable'].includes(code);
