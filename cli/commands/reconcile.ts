import { z } from 'zod';
import { psaCalls } from '../../domain/defaults.ts';
import type { Environment } from '../../config/environment.ts';
import { workerSettings } from '../../config/worker-settings.ts';
import { tenantIds } from '../../db/people/people.ts';
import type { CredentialFields } from '../../domain/credentials.ts';
import { adviceOn, type Difference } from '../../domain/reconciliation/difference.ts';
import { reconcilePatience } from '../../domain/reconciliation/sendings.ts';
import { withSandbox } from '../../embedded/sandbox-settings.ts';
import { createOutbound } from '../../http/outbound.ts';
import { operatorOutbound } from '../../http/operator-outbound.ts';
import { entryOf } from '../../domain/kinds.ts';
import { psas } from '../../psa/registry.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { asWritten, message, type Message } from '../../messages/message.ts';
import { CannotRun, type CommandContext, indented, type Line, type RunCommand } from '../command.ts';
import { type Installation, openInstallation } from '../installation.ts';
import { keyRingOf } from '../master-key.ts';
import { type NotCompared, reconcile, type Reconciliation } from '../reconciliation/reconcile.ts';
import { createCallWindow } from '../../worker/call-window.ts';
import { sandboxAddress } from '../sandbox-address.ts';

const optionsSchema = z.object({
  parallel: z.coerce.number().int().min(1).max(12).default(psaCalls.atOnceToReconcile),
});

const minute = 60_000;
/** A PSA that counts calls counts those of five minutes: three times, beside a sync that takes its share. */
const callsMs = 15 * minute;

/** Compares ledger, audit and PSA. Reads only. */
export const run: RunCommand = async (options, context) => {
  const { parallel } = parsed(options);
  const installation = await openInstallation(context, 'reconcile', 'any');
  const keyRing = await keyRingOf(installation);
  const environment = context.environment.SANDBOX
    ? withSandbox(context.environment, context.setByName)
    : context.environment;
  const outbound = createOutbound(await outboundOf(environment, installation, context));
  context.onEnd(() => outbound.close());
  const tenants: ({ tenantId: string } & Reconciliation)[] = [];
  for (const tenantId of await tenantIds(installation.db)) {
    const deps = {
      db: installation.db,
      keyRing,
      psa: (kind: string, credential: CredentialFields, timeZone: string) =>
        entryOf(psas, kind).open({
          outbound,
          credential,
          settings: workerSettings(environment).psa,
          window: createCallWindow(installation.db),
          timeZone,
          givesWay: true,
          onCall: () => undefined,
        }),
      pace: { parallel, apartMs: 100, waitsMs: callsMs },
      patience: reconcilePatience(environment.WRITE_UNKNOWN_WAIT_MS),
      lookAgainMs: 2_000,
      now: () => new Date(),
    };
    tenants.push({ tenantId, ...(await reconcile(deps, tenantId)) });
  }
  const unread = tenants.flatMap(({ notCompared }) => notCompared);
  return {
    ok: tenants.every(({ differences }) => differences.length === 0),
    incomplete: unread.some(({ disconnected }) => !disconnected),
    data: { tenants: tenants.map((tenant) => ({ ...tenant, differences: advised(tenant.differences) })) },
    lines: tenants.flatMap(linesOf),
  };
};

function parsed(options: Readonly<Record<string, unknown>>) {
  const result = optionsSchema.safeParse(options);
  if (result.success) return result.data;
  throw new CannotRun(message('reconciliation.parallel'));
}

/** The operator's own ways out, and to the sandbox of npm start: the running one, or its kept scenario for this long. */
async function outboundOf(environment: Environment, { home, runs }: Installation, context: CommandContext) {
  if (!environment.SANDBOX || home === null || runs === 'elsewhere') return operatorOutbound(environment);
  if (runs !== 'stopped') return operatorOutbound(environment, sandboxAddress(home) ?? {});
  const sandbox = await startSandbox({ dir: home.sandbox, scenario: environment.SANDBOX_SCENARIO });
  context.onEnd(() => sandbox.close());
  return operatorOutbound(environment, sandbox);
}

const advised = (differences: readonly Difference[]) =>
  differences.map((difference) => ({ ...difference, advice: adviceOn[difference.kind] }));

function linesOf(found: { readonly tenantId: string } & Reconciliation): readonly Line[] {
  const { approvedChanges, sendings, auditRows, psaLines } = found.compared;
  return [
    message('cli.tenant', { id: found.tenantId }),
    indented(
      message('reconciliation.compared', {
        changes: approvedChanges,
        writes: sendings,
        auditRows,
        lines: psaLines,
      }),
    ),
    ...found.differences.flatMap((difference) => [
      indented(message('cli.state.bad'), asWritten(difference.kind), ofCustomer(difference)),
      { indent: 4, cells: [asWritten('→'), adviceOn[difference.kind]] },
    ]),
    ...found.explained.map((difference) =>
      indented(
        message('cli.state.note'),
        asWritten(difference.kind),
        message('reconciliation.explained', { finding: ofCustomer(difference) }),
      ),
    ),
    ...found.notCompared.map((part) => indented(message('cli.state.not-compared'), notCompared(part))),
    indented(conclusion(found)),
  ];
}

const ofCustomer = ({ label, finding }: Difference): Message =>
  label === null ? finding : message('reconciliation.of-customer', { label, finding });

const notCompared = ({ integrationId, code, detail, psaLineIds }: NotCompared): Message =>
  message('reconciliation.not-compared', {
    integration: integrationId,
    count: psaLineIds.length,
    code,
    cause: detail,
  });

function conclusion({ differences, notCompared }: Reconciliation): Message {
  if (differences.length > 0) return message('reconciliation.differences', { count: differences.length });
  return message(notCompared.length === 0 ? 'reconciliation.none' : 'reconciliation.none-compared');
}
