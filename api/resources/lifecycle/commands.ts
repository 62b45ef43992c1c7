import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Permission } from '../../../domain/roles.ts';
import type { UpdateKind } from '../../../domain/commands.ts';
import type { IntegrationKey } from '../../../domain/keys.ts';
import {
  AnswerInstance, ChangeSchedule, commandAnswers, CommandState, CommandTaken, Finish,
} from '../../../contracts/api/commands.ts'; // prettier-ignore
import type { ErrorCode } from '../../../contracts/errors.ts';
import { findCommand, receiveUpdateCommand, type StoredCommand } from '../../../db/integrations/commands.ts';
import { credentialSummaries } from '../../../db/secrets/credentials.ts';
import type { Integration } from '../../../db/integrations/integrations.ts';
import { setsOf } from '../../../domain/kinds.ts';
import { apiBase } from '../../api-base.ts';
import { bodyHash } from '../../body-hash.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { iso } from '../../list-answer.ts';
import { Problem, problemItem } from '../../problems.ts';
import { type Answer, answer, type Body, emptyBody, ok, replayed, type Route, route } from '../../route.ts';
import { commandBody, storedRejection } from './command-wire.ts';
import type { Caller } from '../../sign-in/caller.ts';
import { sendUpdate } from '../../temporal/update.ts';
import { message } from '../../../messages/message.ts';
import { IdParams, integrationOf, keyOf, requireConnected, requireGateOne } from './integration-lookup.ts';

const tag = 'Commands';

export const commandLink = (key: IntegrationKey, commandId: string): string =>
  `${apiBase}/integrations/${key.integrationId}/commands/${encodeURIComponent(commandId)}`;

export function commandTaken(key: IntegrationKey, commandId: string): Answer {
  const link = commandLink(key, commandId);
  return answer(202, { commandId, state: 'received', link }, { Location: link });
}

type Headers = Readonly<Record<string, string>>;

/** A command's stored status and body as an answer; a rejection becomes a problem body like any other. */
function commandAnswer(status: number, body: unknown, headers: Headers = {}): Answer {
  if (status < 400) return answer(status, body, headers);
  throw storedRejection(status, body, headers);
}

interface UpdateCall {
  readonly deps: ApiDependencies;
  readonly caller: Caller;
  readonly params: { readonly id: string };
  readonly body: unknown;
  readonly idempotencyKey: string | null;
}

/**
 * The stored command of this key, or a new one once `precondition` lets it pass. A repeat is not evaluated again:
 * what was taken stays taken.
 */
async function received(
  call: UpdateCall,
  key: IntegrationKey,
  kind: UpdateKind,
  precondition: (integration: Integration) => Promise<void>,
): Promise<StoredCommand> {
  const { deps, caller } = call;
  const integration = await integrationOf(deps.db, key);
  const hash = bodyHash({ kind, body: call.body });
  const known = call.idempotencyKey === null ? null : await findCommand(deps.db, key, call.idempotencyKey);
  if (known === null) await precondition(integration);
  const stored =
    known ??
    (await receiveUpdateCommand(deps.db, key, {
      commandId: call.idempotencyKey ?? randomUUID(),
      kind,
      body: call.body,
      bodyHash: hash,
      actor: caller.actor,
    }));
  if (stored.bodyHash !== hash) throw new Problem('IdempotencyKeyReused');
  return stored;
}

async function runUpdate(
  call: UpdateCall,
  kind: UpdateKind,
  precondition: (integration: Integration) => Promise<void>,
): Promise<Answer> {
  const key = keyOf(call);
  const stored = await received(call, key, kind, precondition);
  if (stored.status !== null) return commandAnswer(stored.status, stored.result, replayed);
  const outcome = await sendUpdate(call.deps, key, kind, stored.commandId);
  return outcome.kind === 'done'
    ? commandAnswer(outcome.result.status, outcome.result.body)
    : commandTaken(key, stored.commandId);
}

interface UpdateRoute<B extends z.ZodType> {
  readonly kind: UpdateKind;
  readonly needs: Permission;
  readonly privileged?: boolean;
  readonly method?: 'post' | 'put';
  readonly path: string;
  readonly summary: string;
  readonly body: Body<B>;
  readonly problems?: readonly ErrorCode[];
  readonly precondition: (deps: ApiDependencies, integration: Integration) => Promise<void>;
}

const updateRoute = <B extends z.ZodType>(update: UpdateRoute<B>): Route =>
  route({
    method: update.method ?? 'post',
    path: `/integrations/{id}/${update.path}`,
    tag,
    summary: update.summary,
    needs: update.needs,
    ...(update.privileged === true ? { privileged: true } : {}),
    params: IdParams,
    body: update.body,
    answers: {
      200: commandAnswers[update.kind],
      202: z.union([CommandTaken, commandAnswers[update.kind]]),
    },
    problems: ['PhaseRejected', 'WorkerUnavailable', 'TemporalUnavailable', ...(update.problems ?? [])],
    idempotency: 'command',
    handle: (call) =>
      runUpdate(call, update.kind, (integration) => update.precondition(call.deps, integration)),
  });

const connected = (_deps: ApiDependencies, integration: Integration): Promise<void> => {
  requireConnected(integration.phase);
  return Promise.resolve();
};

/** From the rows alone, before any request leaves: one entry for each missing set. */
async function requireEverySet(deps: ApiDependencies, integration: Integration): Promise<void> {
  requireConnected(integration.phase);
  const key = { tenantId: integration.tenantId, integrationId: integration.id };
  const present = new Set((await credentialSummaries(deps.db, key)).map(({ set }) => set));
  const missing = setsOf(deps.kinds, integration).filter((set) => !present.has(set));
  if (missing.length === 0) return;
  throw new Problem('CredentialSetMissing', {
    detail: message('requests.credentials-missing', { sets: missing }),
    items: missing.map((set) => problemItem('CredentialSetMissing', { set })),
  });
}

/**
 * Commands that may reject: each an update of the integration's workflow, answered from its row (architecture.md 3).
 */
export const commandRoutes: readonly Route[] = [
  updateRoute({
    kind: 'authenticate',
    needs: 'authenticate',
    path: 'authenticate',
    summary: 'Verify all credentials; one entry per credential, each failure with its cause',
    body: emptyBody,
    problems: ['CredentialSetMissing', 'CredentialsRejected', 'OtherInstance', 'AddressChanged'],
    precondition: requireEverySet,
  }),
  updateRoute({
    kind: 'answerInstance',
    needs: 'change-credentials',
    privileged: true,
    path: 'instance',
    summary: 'Answer whether credentials belong to the same instance at a new address, or to another one',
    body: {
      schema: AnswerInstance,
      example: {
        credentialId: '7d3f0f3c-2a55-4b5e-9d8a-0c5a3c1e9b11',
        askedAt: '2026-11-24T02:04:00.000Z',
        answer: 'moved',
      },
    },
    problems: ['InstanceQuestionGone', 'OtherInstance', 'CredentialSetMissing', 'CredentialsRejected'],
    precondition: requireEverySet,
  }),
  updateRoute({
    kind: 'load',
    needs: 'load',
    path: 'load',
    summary: 'Load accounts and the PSA again',
    body: emptyBody,
    problems: ['CredentialSetMissing'],
    precondition: requireEverySet,
  }),
  updateRoute({
    kind: 'finish',
    needs: 'finish',
    path: 'finish',
    summary: 'Finish the set-up: schedule and first sync, once',
    body: { schema: Finish, example: { schedule: { hour: 2, minute: 0 }, keepNames: false } },
    problems: ['GateNotMet'],
    precondition: (deps, integration) => requireGateOne(deps.db, integration),
  }),
  updateRoute({
    kind: 'changeSchedule',
    needs: 'schedule',
    method: 'put',
    path: 'schedule',
    summary: 'Change the daily time, in UTC',
    body: { schema: ChangeSchedule, example: { hour: 2, minute: 30 } },
    precondition: connected,
  }),
  updateRoute({
    kind: 'pause',
    needs: 'pause',
    path: 'pause',
    summary: 'Pause',
    body: emptyBody,
    precondition: connected,
  }),
  updateRoute({
    kind: 'resume',
    needs: 'pause',
    path: 'resume',
    summary: 'Resume',
    body: emptyBody,
    precondition: connected,
  }),
  updateRoute({
    kind: 'disconnect',
    needs: 'disconnect',
    privileged: true,
    path: 'disconnect',
    summary: 'Disconnect: credentials are erased, mappings and history kept',
    body: emptyBody,
    precondition: connected,
  }),
  route({
    method: 'get',
    path: '/integrations/{id}/commands/{commandId}',
    tag,
    summary: 'A command with its final status and body',
    needs: 'read',
    params: IdParams.extend({ commandId: z.string().min(1).max(128) }),
    answers: { 200: CommandState },
    handle: async (call) => {
      const key = keyOf(call);
      const stored = await findCommand(call.deps.db, key, call.params.commandId);
      if (stored === null) throw new Problem('NotFound');
      return ok({
        commandId: stored.commandId,
        kind: stored.kind,
        state: stored.state,
        receivedAt: iso(stored.receivedAt),
        status: stored.status,
        body: await commandBody(call, key, stored),
      });
    },
  }),
];
