import { z } from 'zod';
import { CommandRejection, type MappingOutcome } from '../../../contracts/api/commands.ts';
import { isErrorCode } from '../../../contracts/errors.ts';
import { StoredDecisionOutcome } from '../../../contracts/stored/mapping-outcome.ts';
import { StoredRejection } from '../../../contracts/stored/rejection.ts';
import type { StoredCommand } from '../../../db/integrations/commands.ts';
import type { IntegrationKey } from '../../../domain/keys.ts';
import { message } from '../../../messages/message.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import { namesOf } from '../../names-of.ts';
import { paramsOf, type Problem, problemBody, rejectionProblem } from '../../problems.ts';
import { namingRendererOf, rendererOf } from '../../rendering.ts';
import type { UntypedCall } from '../../route.ts';

/** What a mapping command answers, in the language of the request; null: it is not applied yet. */
export async function mappingOutcome(
  { deps, request }: Pick<UntypedCall, 'deps' | 'request'>,
  key: IntegrationKey,
  { commandId, result }: StoredCommand,
): Promise<z.input<typeof MappingOutcome> | null> {
  if (result === null) return null;
  const outcomes = z.array(StoredDecisionOutcome).parse(result);
  const messages = outcomes.flatMap(({ detail, warnings }) => [
    ...(detail === null ? [] : [detail]),
    ...warnings,
  ]);
  const called = (await namesOf(deps, key.tenantId, key.integrationId))(key.integrationId);
  const render = await namingRendererOf(request, called, { db: deps.db, key, messages });
  return {
    commandId,
    outcomes: outcomes.map(({ detail, warnings, ...outcome }) => ({
      ...outcome,
      title:
        outcome.code !== null && isErrorCode(outcome.code)
          ? render(message(`error.${outcome.code}`))
          : outcome.code,
      detail: detail === null ? null : render(detail),
      params: paramsOf(detail),
      warnings: warnings.map(render),
    })),
  };
}

/** What a command came to, for whoever asks about it. */
export async function commandBody(
  call: Pick<UntypedCall, 'deps' | 'request'>,
  key: IntegrationKey,
  stored: StoredCommand,
) {
  const { kind, status, result } = stored;
  if (kind === 'decideMappings') return mappingOutcome(call, key, stored);
  if (status === null || status < 400) return result ?? null;
  const called = (await namesOf(call.deps, key.tenantId, key.integrationId))(key.integrationId);
  return rejectionBody(status, result, rendererOf(call.request, called));
}

/** A rejection as its command keeps it, as a problem. */
export function storedRejection(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Problem {
  const { code, detail, items } = StoredRejection.parse(body);
  if (!isErrorCode(code)) throw new Error('a stored rejection has no known code');
  return rejectionProblem({ code, detail, items }, { status, headers });
}

/** The same where the command is asked about: in the language of whoever asks. */
const rejectionBody = (status: number, body: unknown, render: Renderer): z.input<typeof CommandRejection> =>
  CommandRejection.parse(problemBody(storedRejection(status, body, {}), '', render));
