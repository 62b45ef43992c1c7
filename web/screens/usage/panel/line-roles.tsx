import { RadioGroup } from 'radix-ui';
import { useState } from 'react';
import type { MappingDecision } from '../../../../contracts/api/commands.ts';
import type { ApiError } from '../../../values/problem.ts';
import type { LineSource, UsageDetail, UsageRow } from '../../../api/usage.ts';
import { filled, slot } from '../../../components/texts.ts';
import { useWords } from '../../../components/words.ts';
import { useAnnouncer } from '../../../components/announcer.tsx';
import { ButtonWithReason } from '../../../components/button-with-reason.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { amount } from '../../../values/figure.ts';
import { formatDay } from '../../../values/format.ts';
import { TextField } from '../../../components/text-field.tsx';
import { useNextField } from '../../../components/use-next-field.ts';
import { isOutside } from '../../../../contracts/api/usage.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { shortText } from '../../../components/visible-text.ts';
import { SavingMark } from '../../mapping/saving-mark.tsx';
import { quantityText } from '../../usage-line/line-facts.ts';
import { Radio } from '../../../components/radio.tsx';
import { useDeciding, usePlaces, useRules } from '../review/review.tsx';
import { type PanelText, usePanelTexts } from './texts.ts';
import { type LineAnswer, usePendingAnswers } from './use-pending-answers.ts';

const roles = ['target', 'counts', 'other-purpose', 'duplicate'] as const;
type Role = (typeof roles)[number];

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
  const text = usePanelTexts(row.integrationId);
  const name = shortText(row.label);
  const candidates = [...detail.lines, ...detail.alsoCandidates].filter(
    ({ live, beginsLater }) => live || beginsLater === true,
  );
  const companyId = detail.company?.id ?? null;
  const [error, setError] = useState<ApiError | null>(null);
  const words = {
    saving: text('console-usage-panel.roles.saving', { name }),
    saved: text('console-usage-panel.roles.saved', { name }),
  };
  const { pending, submit } = usePendingAnswers(row, words, isRole, (rejection) => {
    setError(rejection);
    if (rejection === null) say(text('console-usage-panel.saved'));
    void decisions.reload(row.id).then((now) => {
      // Both sides agree under these roles: nothing is left to decide.
      if (now?.kind === 'match' && now.flags.length === 0) toNext(row.id);
    });
  });
  const [chosen, setChosen] = useState<ReadonlyMap<string, Choice>>(() =>
    suggested(new Map(candidates.map((line) => [line.psaLineId, choiceOf(line, pending?.decisions ?? [])]))),
  );
  const isSaving = pending !== null;
  const missing = closed('map') ?? missingOf(candidates, chosen, text);

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
      <ButtonWithReason dense look="primary" reason={missing} busy={isSaving} onClick={save}>
        {text('console-usage-panel.roles.save')}
      </ButtonWithReason>
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

/** The only candidate is the one that changes, unless a person says otherwise. */
function suggested(chosen: ReadonlyMap<string, Choice>): ReadonlyMap<string, Choice> {
  const [only, ...others] = chosen;
  if (only === undefined || others.length > 0 || only[1].role !== null) return chosen;
  return new Map([[only[0], { role: 'target', reason: '' }]]);
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

function missingOf(
  candidates: readonly LineSource[],
  chosen: ReadonlyMap<string, Choice>,
  text: PanelText,
): string | null {
  const all = candidates.map(({ psaLineId }) => chosen.get(psaLineId));
  if (all.some((choice) => choice === undefined || choice.role === null))
    return text('console-usage-panel.roles.missing');
  if (all.some((choice) => isOutside(choice?.role ?? null) && choice?.reason.trim() === ''))
    return text('console-usage-panel.roles.missing-reason');
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
  const { psaIds } = useWords();
  const text = usePanelTexts();
  const { psaLineId } = line;
  const reason = useNextField(choice.role);
  const facts = [
    line.productIdentifier ?? line.productId,
    ...(line.description === undefined ? [] : [shortText(line.description)]),
    line.unitPrice === null
      ? `${quantityText(line.quantity)} · ${text('console-usage-panel.source.no-price')}`
      : `${quantityText(line.quantity)} × ${amount(line.unitPrice, { currency: line.currency })}`,
    ...(line.effectiveDate === null
      ? []
      : [text('console-usage-panel.roles.since', { day: formatDay(line.effectiveDate) })]),
    ...(line.nextInvoiceDate === null
      ? []
      : [text('console-usage-panel.roles.next-invoice', { day: formatDay(line.nextInvoiceDate) })]),
  ];
  return (
    <fieldset className="flex flex-col gap-1 border-t border-line pt-2">
      <legend className="text-table">
        {filled(
          text('console-usage-panel.roles.line', { line: slot(0), on: slot(1), id: line.agreementId }),
          <span className="font-medium">
            {text('console-usage-panel.roles.line-name', { line: psaLineId })}
          </span>,
          <VendorText text={line.agreementName} />,
        )}
        {foreign
          ? ` · ${text('console-usage-panel.roles.foreign', { id: `${psaIds} ${line.companyId}` })}`
          : ''}
      </legend>
      <p className="text-table text-ink-2">{facts.join(' · ')}</p>
      <RadioGroup.Root
        aria-label={text('console-usage-panel.roles.of', { line: psaLineId })}
        value={choice.role ?? ''}
        disabled={closed}
        onValueChange={(role) => onChange({ ...choice, role: role as Role })}
        onClickCapture={reason.onClick}
        className="flex flex-col gap-1"
      >
        {roles.map((role) => (
          <Radio key={role} value={role}>
            {text(`console-usage-panel.roles.${role}`)}
          </Radio>
        ))}
      </RadioGroup.Root>
      {isOutside(choice.role) ? (
        <TextField
          label={
            choice.role === 'duplicate'
              ? text('console-usage-panel.roles.why-duplicate', { line: psaLineId })
              : text('console-usage-panel.roles.what-for', { line: psaLineId })
          }
          value={choice.reason}
          onChange={(typed) => onChange({ ...choice, reason: typed })}
          ref={reason.field}
        />
      ) : null}
    </fieldset>
  );
}
