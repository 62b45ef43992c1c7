import { message } from '../../messages/message.ts';
import { z } from 'zod';
import { psaFailure } from './failures.ts';
import type { PsaFailure, PsaResult, PsaRightProbe, PsaVerification } from '../port.ts';
import { rights } from './api.ts';
import type { ConnectWiseApi } from './api.ts';
import { text } from '../answer-fields.ts';
import { ianaTimeZone } from '../time-zone.ts';
import { shapes } from './answer-shapes.ts';
import type { AnswerShape } from './answer-shapes.ts';
import type { ReadLimits } from '../read-limits.ts';
import type { JsonAnswer } from './reads.ts';

const systemInfo = z.object({ version: text, serverTimeZone: text });
const recordIds = z.array(z.object({ id: z.string().regex(/^\d+$/) }));
/** So many agreements are tried before the role is said to open none. */
const agreementsToProbe = 5;

interface Probe {
  readonly right: PsaRightProbe['right'];
  readonly label: string;
  readonly answer: PsaResult<JsonAnswer>;
}

/**
 * Signs in and probes each read right by the smallest read (connectwise.md 3 and 9). What makes every further call
 * useless (sign-in, client id, site, no connection) is the failure of the whole; a missing right or a fault of one
 * list is the outcome of that entry only.
 */
export async function verify(api: ConnectWiseApi, limits: ReadLimits): Promise<PsaResult<PsaVerification>> {
  const ask = (path: string, query: Record<string, string>, right: string, shape: AnswerShape) =>
    api.get({ operation: `verify ${path}`, path, query, right, shape }, limits);
  const first = (rows: number) => ({ orderBy: 'id asc', pageSize: String(rows) });

  const system = await ask('system/info', {}, rights.system, shapes.object);
  if (!system.ok && endsVerification(system)) return system;
  const probes: Probe[] = [{ right: 'system', label: 'System information', answer: system }];
  for (const [right, label, path] of [
    ['companies', 'Companies', 'company/companies'],
    ['agreements', 'Agreements', 'finance/agreements'],
    ['catalog', 'Product catalog', 'procurement/catalog'],
  ] as const) {
    const rows = right === 'agreements' ? agreementsToProbe : 1;
    const answer = listed(await ask(path, first(rows), rights[right], shapes.list), path);
    if (!answer.ok && endsVerification(answer)) return answer;
    probes.push({ right, label, answer });
    if (right !== 'agreements' || !answer.ok) continue;
    const additions = await firstOpened(recordIds.parse(answer.value.value), async ({ id }) => {
      const lines = `finance/agreements/${id}/additions`;
      const read = await ask(lines, first(1), rights.agreements, shapes.list);
      return listed(read, 'finance/agreements/additions');
    });
    if (additions === null) continue;
    if (!additions.ok && endsVerification(additions)) return additions;
    probes.push({ right: 'additions', label: 'Additions of an agreement', answer: additions });
  }
  const invoices = listed(
    await ask('finance/invoices', first(1), rights.invoices, shapes.list),
    'finance/invoices',
  );
  if (!invoices.ok && endsVerification(invoices)) return invoices;
  probes.push({ right: 'invoices', label: 'Invoices, to compare with', answer: invoices });
  return concluded(probes, system);
}

/** One agreement that the role may not open says nothing of the right; where it opens none of these, it lacks it. */
async function firstOpened<T>(
  agreements: readonly T[],
  read: (agreement: T) => Promise<PsaResult<JsonAnswer>>,
): Promise<PsaResult<JsonAnswer> | null> {
  let answer: PsaResult<JsonAnswer> | null = null;
  for (const agreement of agreements) {
    answer = await read(agreement);
    if (answer.ok || answer.code !== 'PsaRightMissing') return answer;
  }
  return answer;
}

function concluded(probes: readonly Probe[], system: PsaResult<JsonAnswer>): PsaResult<PsaVerification> {
  // The cloud answers 404 on everything where company or site is wrong (connectwise.md 3).
  if (probes.every(({ answer }) => !answer.ok && answer.code === 'PsaNotFound')) {
    return psaFailure('PsaWrongCompanyOrSite', message('connectwise.every-address-not-found'));
  }
  const info = systemInfo.safeParse(system.ok ? system.value.value : null);
  return {
    ok: true,
    value: {
      rights: probes.map(({ right, label, answer }) => ({
        right,
        label,
        outcome: answer.ok ? { ok: true, value: null } : answer,
      })),
      serverTimeZone: info.success ? ianaTimeZone(info.data.serverTimeZone) : null,
      serverTimeZoneGiven: info.success ? info.data.serverTimeZone : null,
      version: info.success ? info.data.version : null,
      writeRight: 'unknown',
    },
  };
}

function endsVerification(failure: PsaFailure): boolean {
  return !['PsaRightMissing', 'PsaNotFound', 'PsaRejected', 'PsaAnswerUnreadable'].includes(failure.code);
}

function listed(answer: PsaResult<JsonAnswer>, path: string): PsaResult<JsonAnswer> {
  if (!answer.ok || recordIds.safeParse(answer.value.value).success) return answer;
  return psaFailure('PsaAnswerUnreadable', message('psas.unreadable.shape', { call: path, shape: 'list' }));
}
