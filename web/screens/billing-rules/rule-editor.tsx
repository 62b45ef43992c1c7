import { type SyntheticEvent, useState } from 'react';
import { billableUnits } from '../../../domain/billing-rules/billable-units.ts';
import { type Change, type RuleDetail, useRuleToChange } from '../../api/billing-rules.ts';
import { type UsageDetail, useUsageLineIf } from '../../api/usage.ts';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { LeaveGuard } from '../../components/leave-guard.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Navigate, useSearchParams } from '../../components/router.tsx';
import { billingRulePlace } from '../../components/rule-places.ts';
import { TextField } from '../../components/text-field.tsx';
import { shortText } from '../../components/visible-text.ts';
import { formatDecimal, today } from '../../values/format.ts';
import { useToast } from '../../components/toasts.tsx';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { draftOfAddress } from './beginnings.ts';
import { ChangeEffect } from './change-effect.tsx';
import { changeOf, draftOfRule, type RuleDraft, termsOf, whatIsMissing } from './draft.ts';
import { BackToRules } from './rule-detail.tsx';
import { ScopeField, type ScopesAtHand } from './scope-field.tsx';
import { TermsFields } from './terms-fields.tsx';
import { useRulesTexts, useRuleWords } from './texts.ts';
import { scopesAtHand } from './scopes-at-hand.ts';

/** A new rule, filled with what the address knows, and with the usage line that it is for. */
export function NewRulePage({ integrationId }: { readonly integrationId: string }) {
  const [params] = useSearchParams();
  const usageLineId = params.get('line');
  const query = useUsageLineIf(usageLineId);
  return usageLineId === null ? (
    <NewRule integrationId={integrationId} line={null} />
  ) : (
    <QueryView query={query} rows={8}>
      {(line) => <NewRule integrationId={integrationId} line={line} />}
    </QueryView>
  );
}

function NewRule({
  integrationId,
  line,
}: {
  readonly integrationId: string;
  readonly line: UsageDetail | null;
}) {
  const text = useRulesTexts(integrationId);
  const [params] = useSearchParams();
  const name = line === null ? null : shortText(line.company?.name ?? line.label);
  return (
    <Page
      title={
        name === null ? text('console-billing-rules.add') : text('console-billing-rules.add-for', { name })
      }
    >
      <RuleEditor integrationId={integrationId} beginning={draftOfAddress(params, line)} line={line} />
    </Page>
  );
}

/** Another version of a rule: its terms as they should have been. */
export function CorrectRulePage({
  integrationId,
  ruleId,
}: {
  readonly integrationId: string;
  readonly ruleId: string;
}) {
  const text = useRulesTexts(integrationId);
  const query = useRuleToChange(integrationId, ruleId);
  return (
    <Page title={text('console-billing-rules.correct-title')}>
      <QueryView query={query} rows={8}>
        {(rule) => (
          <RuleEditor
            key={rule.version}
            integrationId={integrationId}
            beginning={draftOfRule(rule)}
            line={null}
            corrected={rule}
          />
        )}
      </QueryView>
    </Page>
  );
}

interface RuleEditorProps {
  readonly integrationId: string;
  readonly beginning: RuleDraft;
  /** The usage line that it is for; null: none is known. */
  readonly line: UsageDetail | null;
  /** The version that was looked at; absent: a new rule. */
  readonly corrected?: RuleDetail;
}

function RuleEditor({ integrationId, beginning, line, corrected }: RuleEditorProps) {
  const text = useRulesTexts(integrationId);
  const toast = useToast();
  const [begun] = useState(beginning);
  const [draft, setDraft] = useState(begun);
  const [agreed, setAgreed] = useState(corrected?.withPsaTerms === true);
  /** The change whose effect is shown, as it was when it was asked for. */
  const [asked, setAsked] = useState<Change | null>(null);
  const [done, setDone] = useState<RuleDetail | null>(null);
  const atHand = scopesAtHand(line, text);
  const notAllowed = useDisabledReason()('propose');
  const missing = whatIsMissing(draft);
  const change = changeOf(draft, agreed, corrected);
  const isShown = asked !== null && JSON.stringify(asked) === JSON.stringify(change);
  const set = (changed: Partial<RuleDraft>): void => setDraft((now) => ({ ...now, ...changed }));
  const act = corrected === undefined ? 'add' : 'correct';
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (missing === null && notAllowed === null) setAsked(change);
  };
  if (done !== null) return <Navigate to={billingRulePlace(integrationId, done.id)} />;
  return (
    <div className="flex max-w-5xl flex-col gap-5">
      <BackToRules integrationId={integrationId} />
      <form onSubmit={submit} className="grid items-start gap-x-8 gap-y-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex flex-col gap-5">
          <TermsFields integrationId={integrationId} draft={draft} set={set} text={text} />
          <ScopeField
            integrationId={integrationId}
            scope={draft.scope}
            scopeName={corrected?.scopeName ?? nameOf(draft.scope, atHand)}
            atHand={atHand}
            onChange={(scope) => set({ scope })}
            text={text}
          />
          <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
            <TextField
              type="date"
              label={text('console-billing-rules.from')}
              value={draft.from}
              onChange={(from) => set({ from })}
            />
            <TextField
              type="date"
              label={text('console-billing-rules.to')}
              hint={text('console-billing-rules.to-hint')}
              value={draft.to}
              onChange={(to) => set({ to })}
            />
          </div>
          <TextField
            label={text('console-billing-rules.column.source')}
            hint={text('console-billing-rules.source-hint')}
            value={draft.source}
            onChange={(source) => set({ source })}
          />
          {/* Stays where the focus is while the effect comes below. */}
          <span>
            <ButtonWithReason
              type="submit"
              look={isShown ? 'plain' : 'primary'}
              reason={
                notAllowed ?? (missing === null ? null : text(`console-billing-rules.missing.${missing}`))
              }
            >
              {text('console-billing-rules.show-effect')}
            </ButtonWithReason>
          </span>
        </div>
        <Sentence draft={draft} line={line} integrationId={integrationId} />
      </form>
      {isShown ? (
        <ChangeEffect
          integrationId={integrationId}
          change={asked}
          confirm={text(`console-billing-rules.confirm.${act}`)}
          onAgree={(answer) => {
            setAgreed(answer);
            setAsked(changeOf(draft, answer, corrected));
          }}
          onDone={(rule) => {
            toast(text(`console-billing-rules.done.${act}`));
            setDone(rule);
          }}
        />
      ) : null}
      <LeaveGuard dirty={JSON.stringify(draft) !== JSON.stringify(begun)} />
    </div>
  );
}

/** The terms as everybody will read them, and what they make of the seats of the line, while they are typed. */
function Sentence({
  draft,
  line,
  integrationId,
}: {
  readonly draft: RuleDraft;
  readonly line: UsageDetail | null;
  readonly integrationId: string;
}) {
  const text = useRulesTexts(integrationId);
  const words = useRuleWords(integrationId);
  const missing = whatIsMissing(draft);
  const isReadable = missing !== 'number' && missing !== 'limits';
  const seats = line?.vendorQuantity ?? null;
  return (
    <div className="order-first flex flex-col gap-1 rounded-card bg-sunken px-4 py-3 lg:sticky lg:top-4 lg:order-none">
      <p role="status" className="font-medium">
        {isReadable ? words.sentence(termsOf(draft)) : text(`console-billing-rules.missing.${missing}`)}
      </p>
      {seats === null || !isReadable ? null : (
        <p className="tabular-nums">
          {text('console-billing-rules.makes', { seats, units: unitsOf(draft, seats) })}
        </p>
      )}
      {line?.psaQuantity == null ? null : (
        <p className="text-table text-ink-2 tabular-nums">
          {text('console-billing-rules.billed-now', { quantity: formatDecimal(line.psaQuantity) })}
        </p>
      )}
    </div>
  );
}

/** Seats by status are not known here: those that the rule excludes are counted by its effect. */
const unitsOf = (draft: RuleDraft, seats: number): number =>
  billableUnits({ '': seats }, termsOf(draft), draft.from === '' ? today() : draft.from).units;

const nameOf = (scope: RuleDraft['scope'], { customers, lines, products }: ScopesAtHand): string | null =>
  scope === null || scope.kind === 'everything'
    ? null
    : ([...customers, ...lines, ...products].find(({ id }) => id === scope.id)?.name ?? null);
