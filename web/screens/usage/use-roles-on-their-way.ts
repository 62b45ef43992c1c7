import { useCallback, useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import type { MappingDecision } from '../../../contracts/api/commands.ts';
import { definitionOf } from '../../../contracts/errors.ts';
import { mappingCommands, type Settled } from '../../api/mapping-commands.ts';
import { ApiError } from '../../api/problem.ts';
import { useSession } from '../../api/session.ts';
import type { UsageRow } from '../../api/usage.ts';

/**
 * Roles of the lines of one billing group on their way to their receipt. Like mapping decisions they are kept in this
 * browser until then, so that a reload shows them still saving and asks for the receipt (console.md 8.1).
 * @param companyId of the group; null: nothing can be on its way
 * @param onReceipt with null where all were taken
 */
export function useRolesOnTheirWay(
  row: UsageRow,
  companyId: string | null,
  onReceipt: (refusal: ApiError | null) => void,
) {
  const { member } = useSession();
  const commands = mappingCommands(row.integrationId, member.id);
  const all = useSyncExternalStore(commands.subscribe, commands.pending);
  const isOfGroup = (decision: MappingDecision): boolean =>
    decision.kind === 'line' &&
    decision.companyId === companyId &&
    decision.vendorServiceId === row.service.id;
  const onSettled = useEffectEvent(({ request, outcomes, error }: Settled) => {
    if (!request.decisions.some(isOfGroup)) return;
    const refused = outcomes?.find(({ ok }) => !ok);
    onReceipt(refused === undefined ? error : refusalOf(refused.code, refused.detail));
  });
  useEffect(() => commands.onSettled((settled) => onSettled(settled)), [commands]);
  const submit = useCallback(
    (decisions: readonly MappingDecision[], label: string) =>
      commands.submit({
        decisions: [...decisions],
        undo: [],
        words: { saving: `roles of the lines of ${label}`, saved: `Roles of the lines of ${label} saved.` },
      }),
    [commands],
  );
  return { pending: all.find(({ decisions }) => decisions.some(isOfGroup)) ?? null, submit };
}

function refusalOf(code: string | null, detail: string | null): ApiError {
  const known = code ?? 'DecisionRefused';
  return new ApiError({
    status: 409,
    code: known,
    title: definitionOf(known)?.title ?? 'The decision was refused',
    detail: detail ?? '',
  });
}
