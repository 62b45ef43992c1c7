import { RadioGroup } from 'radix-ui';
import { useState } from 'react';
import type { MappingDecision } from '../../../../contracts/api/commands.ts';
import type { ApiError } from '../../../values/problem.ts';
import type { LineSource, UsageDetail, UsageRow } from '../../../api/usage.ts';
import { useWords } from '../../../components/words.ts';
import { useAnnouncer } from '../../../components/announcer.tsx';
import { ClosedButton } from '../../../components/closed-button.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { formatDay, formatDecimal, formatMoney } from '../../../values/format.ts';
import { TextField } from '../../../components/text-field.tsx';
import { isOutside } from '../../../../contracts/api/usage.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { SavingMark } from '../../mapping/saving-mark.tsx';
import { Radio } from '../../../components/radio.tsx';
import { useDeciding, usePlaces, useRules } from '../review/review.tsx';
import { type LineAnswer, useAnswersOnTheirWay } from './use-answers-on-their-way.ts';

const roles = {
  target: 'Target: this line changes',
  counts: 'Counts: in the sum, untouched',
  'other-purpose': 'Other purpose: not for these seats',
  duplicate: 'Duplicate: bills these seats once more, to be ended',
} as const;
type Role = keyof typeof roles;

interface Choice {
  readonly role: Role | null;
  readonly reason: string;
}

/**
 * Candidates of a `choice`, and duplicates: each gets a role, which is remembered; then the kind follows from the sum (RULES 4). What
 * is on its way shows as saving until its receipt, over a reload too.
 */
export function LineRoles({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  const { closed } = useRules();
  const { decisions } = useDeciding();
  const { toNext } = usePlaces();
  const { say } = useAnnouncer();
  const candidates = [...detail.lines, ...detail.alsoCandidates].filter(({ live }) => live);
  const companyId = detail.company?.id ?? null;
  const [error, setError] = useState<ApiError | null>(null);
  const { pending, submit } = useAnswersOnTheirWay(row, 'Roles of the lines', isRole, (rejection) => {
    setError(rejection);
    if (rejection === null) say('Saved.');
    void decisions.reload(row.id).then((now) => {
      // Both sides agree under these roles: nothing is left to decide.
      if (now?.kind === 'match' && now.flags.length === 0) toNext(row.id);
    });
  });
  const [chosen, setChosen] = useState<ReadonlyMap<string, Choice>>(
    () => new Map(candidates.map((line) => [line.psaLineId, choiceOf(line, pending?.decisions ?? [])])),
  );
  const isSaving = pending !== null;
  const missing = closed('map') ?? missingOf(candidates, chosen);

  const save = (): void => {
    if (companyId === null) return;
    setError(null);
    submit(decisionsOf(candidates, chosen, companyId, row.service.id));
  };

  return (
    <div className="flex flex-col gap-3 rounded-card border border-line p-3">
      <p className="font-medium">{row.reason.message}</p>
      {candidates.map((line) => (
        <Candidate
          key={line.psaLineId}
          line={line}
          foreign={line.companyId !== companyId}
          choice={chosen.get(line.psaLineId) ?? { role: null, reason: '' }}
          closed={isSaving || closed('map') !== null}
          onChange={(choice) => setChosen((now) => withChoice(now, line.psaLineId, choice))}
        />
      ))}
      {error === null ? null : <ErrorCard error={error} />}
      {pending === null ? null : <SavingMark phase={pending.phase} />}
      <ClosedButton dense look="primary" reason={missing} busy={isSaving} onClick={save}>
        Save roles
      </ClosedButton>
    </div>
  );
}

const isRole = (decision: LineAnswer): boolean => decision.kind === 'line';

/** As it is on its way, else as it is stored. */
function choiceOf({ psaLineId, role }: LineSource, onTheirWay: readonly MappingDecision[]): Choice {
  for (const decision of onTheirWay)
    if (decision.kind === 'line' && decision.psaLineId === psaLineId)
      return { role: decision.action, reason: decision.reason ?? '' };
  return { role, reason: '' };
}

/** One target: naming another makes the one before count. */
function withChoice(
  now: ReadonlyMap<string, Choice>,
  id: string,
  choice: Choice,
): ReadonlyMap<string, Choice> {
  const next = new Map(now);
  if (choice.role === 'target')
    for (const [other, { role, reason }] of now)
      if (role === 'target') next.set(other, { role: 'counts', reason });
  return next.set(id, choice);
}

function missingOf(candidates: readonly LineSource[], chosen: ReadonlyMap<string, Choice>): string | null {
  const all = candidates.map(({ psaLineId }) => chosen.get(psaLineId));
  if (all.some((choice) => choice === undefined || choice.role === null))
    return 'Give each candidate a role.';
  if (all.some((choice) => isOutside(choice?.role ?? null) && choice?.reason.trim() === ''))
    return 'Say why a line is outside of the sum.';
  return null;
}

/**
 * What is outside of the sum comes first, so that a target is evaluated on the sum that remains; before that, a former target
 * counts, since the line that changes is no duplicate.
 */
function decisionsOf(
  candidates: readonly LineSource[],
  chosen: ReadonlyMap<string, Choice>,
  companyId: string,
  vendorServiceId: string,
): readonly LineAnswer[] {
  const hasTarget = [...chosen.values()].some(({ role }) => role === 'target');
  const give = (psaLineId: string, action: Role, reason?: string): LineAnswer => ({
    kind: 'line', companyId, vendorServiceId, psaLineId, action, ...(reason === undefined ? {} : { reason }),
  }); // prettier-ignore
  const given = (action: Role): readonly LineAnswer[] =>
    candidates.flatMap(({ psaLineId }) => {
      const choice = chosen.get(psaLineId);
      if (choice?.role !== action) return [];
      return [give(psaLineId, action, isOutside(action) ? choice.reason.trim() : undefined)];
    });
  const former = candidates.filter(
    ({ psaLineId, role }) => hasTarget && role === 'target' && chosen.get(psaLineId)?.role === 'duplicate',
  );
  return [
    ...former.map(({ psaLineId }) => give(psaLineId, 'counts')),
    ...given('other-purpose'),
    ...given('duplicate'),
    ...given('counts'),
    ...given('target'),
  ];
}

function Candidate({
  line,
  foreign,
  choice,
  closed,
  onChange,
}: {
  readonly line: LineSource;
  /** On the parent or bill-to company: the invoice goes there. */
  readonly foreign: boolean;
  readonly choice: Choice;
  readonly closed: boolean;
  readonly onChange: (choice: Choice) => void;
}) {
  const words = useWords();
  return (
    <fieldset className="flex flex-col gap-1 border-t border-line pt-2">
      <legend className="text-table">
        <span className="font-medium">Line {line.psaLineId}</span> · <VendorText text={line.agreementName} />{' '}
        ({line.agreementId})
        {foreign ? ` · invoice goes to ${words.company} ${words.psaIds} ${line.companyId}` : ''}
      </legend>
      <p className="text-table text-ink-2">
        {line.productIdentifier ?? line.productId} ·{' '}
        {line.quantity === null ? '–' : formatDecimal(line.quantity)}
        {line.unitPrice === null ? ' · no price' : ` × ${formatMoney(line.unitPrice)}`}
        {line.effectiveDate === null ? '' : ` · since ${formatDay(line.effectiveDate)}`}
        {line.nextInvoiceDate === null ? '' : ` · next invoice ${formatDay(line.nextInvoiceDate)}`}
      </p>
      <RadioGroup.Root
        aria-label={`Role of line ${line.psaLineId}`}
        value={choice.role ?? ''}
        disabled={closed}
        onValueChange={(role) => onChange({ ...choice, role: role as Role })}
        className="flex flex-col gap-1"
      >
        {Object.entries(roles).map(([role, words]) => (
          <Radio key={role} value={role}>
            {words}
          </Radio>
        ))}
      </RadioGroup.Root>
      {isOutside(choice.role) ? (
        <TextField
          label={
            choice.role === 'duplicate'
              ? `Why is line ${line.psaLineId} a duplicate?`
              : `What is line ${line.psaLineId} for?`
          }
          value={choice.reason}
          onChange={(reason) => onChange({ ...choice, reason })}
        />
      ) : null}
    </fieldset>
  );
}
