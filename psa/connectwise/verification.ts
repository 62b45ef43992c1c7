import { z } from 'zod';
import { psaFailure } from '../failures.ts';
import type { PsaFailure, PsaResult, PsaRightProbe, PsaVerification } from '../port.ts';
import { rights } from './api.ts';
import type { ConnectWiseApi } from './api.ts';
import { text } from './answer-fields.ts';
import { ianaTimeZone } from './time-zone.ts';
import { shapes } from './answer-shapes.ts';
import type { AnswerShape } from './answer-shapes.ts';
import type { JsonAnswer, ReadLimits } from './reads.ts';

const systemInfo = z.object({ version: text, serverTimeZone: text });
const firstRow = z.array(z.object({ id: z.string().regex(/^\d+$/) }));

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
  const one = { orderBy: 'id asc', pageSize: '1' };

  const system = await ask('system/info', {}, rights.system, shapes.object);
  if (!system.ok && endsVerification(system)) return system;
  const probes: Probe[] = [{ right: 'system', label: 'System information', answer: system }];
  for (const [right, label, path] of [
    ['companies', 'Companies', 'company/companies'],
    ['agreements', 'Agreements', 'finance/agreements'],
    ['catalogue', 'Product catalogue', 'procurement/catalog'],
  ] as const) {
    const answer = listed(await ask(path, one, rights[right], shapes.list), path);
    if (!answer.ok && endsVerification(answer)) return answer;
    probes.push({ right, label, answer });
    const agreementId =
      right === 'agreements' && answer.ok ? firstRow.parse(answer.value.value)[0]?.id : undefined;
    if (agreementId !== undefined) {
      const lines = `finance/agreements/${agreementId}/additions`;
      const answerOfLines = listed(
        await ask(lines, one, rights.agreements, shapes.list),
        'finance/agreements/additions',
      );
      if (!answerOfLines.ok && endsVerification(answerOfLines)) return answerOfLines;
      probes.push({ right: 'additions', label: 'Additions of an agreement', answer: answerOfLines });
    }
  }
  return concluded(probes, system);
}

function concluded(probes: readonly Probe[], system: PsaResult<JsonAnswer>): PsaResult<PsaVerification> {
  // The cloud answers 404 on everything where company or site is wrong (connectwise.md 3).
  if (probes.every(({ answer }) => !answer.ok && answer.code === 'PsaNotFound')) {
    return psaFailure('PsaWrongCompanyOrSite', 'every address is answered with "not found"');
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
      version: info.success ? info.data.version : null,
      writeRight: 'not yet known',
    },
  };
}

function endsVerification(failure: PsaFailure): boolean {
  return !['PsaRightMissing', 'PsaNotFound', 'PsaRefused', 'PsaAnswerUnreadable'].includes(failure.code);
}

function listed(answer: PsaResult<JsonAnswer>, path: string): PsaResult<JsonAnswer> {
  if (!answer.ok || firstRow.safeParse(answer.value.value).success) return answer;
  return psaFailure('PsaAnswerUnreadable', `${path}: not a list of records`);
}
