import { useCallback, useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import type { DecisionOutcome, MappingDecision } from '../../../../contracts/api/commands.ts';
import { mappingCommands, type Settled } from '../../../api/mapping-commands.ts';
import { ApiError } from '../../../values/problem.ts';
import { useSession } from '../../../api/session.ts';
import type { UsageRow } from '../../../api/usage.ts';

export type LineAnswer = Extract<MappingDecision, { readonly kind: 'line' | 'included' }>;

/**
 * What a person said of lines of one billing group, on its way to its receipt. Like mapping decisions it is kept in this
 * browser until then, so that a reload shows it still saving and asks for the receipt (console.md 5.1).
 * @param words of the toast and the announcement
 * @param onReceipt with null where all were taken
 */
export function usePendingAnswers(
  row: UsageRow,
  { saving, saved }: { readonly saving: string; readonly saved: string },
  concerns: (decision: LineAnswer) => boolean,
  onReceipt: (rejection: ApiError | null) => void,
) {
  const { member } = useSession();
  const commands = mappingCommands(row.integrationId, member.id);
  const all = useSyncExternalStore(commands.subscribe, commands.pending);
  const isOfGroup = (decision: MappingDecision): boolean =>
    (decision.kind === 'line' || decision.kind === 'included') &&
    decision.companyId === row.company?.id &&
    decision.vendorServiceId === row.service.id &&
    concerns(decision);
  const onSettled = useEffectEvent(({ request, outcomes, error }: Settled) => {
    if (!request.decisions.some(isOfGroup)) return;
    const rejected = outcomes?.find(({ ok }) => !ok);
    onReceipt(rejected === undefined ? error : rejectionOf(rejected));
  });
  useEffect(() => commands.onSettled((settled) => onSettled(settled)), [commands]);
  const submit = useCallback(
    (decisions: readonly LineAnswer[]) => {
      commands.submit({ decisions: [...decisions], undo: [], words: { saving, saved } });
    },
    [commands, saving, saved],
  );
  return { pending: all.find(({ decisions }) => decisions.some(isOfGroup)) ?? null, submit };
}

function rejectionOf({ code, title, detail }: DecisionOutcome): ApiError {
  const known = code ?? 'DecisionRejected';
  return new ApiError({ status: 409, code: known, title: title ?? known, detail: detail ?? '' });
}
