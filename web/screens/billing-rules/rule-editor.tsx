import { type SyntheticEvent, useState } from 'react';
import { type Change, type RuleDetail, useRuleToChange } from '../../api/billing-rules.ts';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { LeaveGuard } from '../../components/leave-guard.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Navigate, useSearchParams } from '../../components/router.tsx';
import { billingRulePlace } from '../../components/rule-places.ts';
import { TextField } from '../../components/text-field.tsx';
import { useToast } from '../../components/toasts.tsx';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { draftOfAddress } from './beginnings.ts';
import { ChangeEffect } from './change-effect.tsx';
import { changeOf, draftOfRule, type RuleDraft, termsOf, whatIsMissing } from './draft.ts';
import { BackToRules } from './rule-detail.tsx';
import { ScopeField } from './scope-field.tsx';
import { TermsFields } from './terms-fields.tsx';
import { useRulesTexts, useRuleWords } from './texts.ts';
import { useScopesAtHand } from './use-scopes-at-hand.ts';

/** A new rule, filled with what the address knows. */
export function NewRulePage({ integrationId }: { readonly integrationId: string }) {
  const text = useRulesTexts(integrationId);
  const [params] = useSearchParams();
  return (
    <Page title={text('console-billing-rules.add')}>
      <RuleEditor
        integrationId={integrationId}
        beginning={draftOfAddress(params)}
        usageLineId={params.get('line')}
      />
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
            usageLineId={null}
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
  /** The usage line that it is for. */
  readonly usageLineId: string | null;
  /** The version that was looked at; absent: a new rule. */
  readonly corrected?: RuleDetail;
}

function RuleEditor({ integrationId, beginning, usageLineId, corrected }: RuleEditorProps) {
  const text = useRulesTexts(integrationId);
  const toast = useToast();
  const [begun] = useState(beginning);
  const [draft, setDraft] = useState(begun);
  const [agreed, setAgreed] = useState(corrected?.withPsaTerms === true);
  /** The change whose effect is shown, as it was when it was asked for. */
  const [asked, setAsked] = useState<Change | null>(null);
  const [done, setDone] = useState<RuleDetail | null>(null);
  const atHand = useScopesAtHand(integrationId, usageLineId);
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
    <div className="flex max-w-4xl flex-col gap-5">
      <BackToRules integrationId={integrationId} />
      <form onSubmit={submit} className="flex flex-col gap-5">
        <ScopeField
          integrationId={integrationId}
          scope={draft.scope}
          scopeName={corrected?.scopeName ?? null}
          atHand={atHand}
          onChange={(scope) => set({ scope })}
          text={text}
        />
        <TermsFields integrationId={integrationId} draft={draft} set={set} text={text} />
        <Sentence draft={draft} integrationId={integrationId} />
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

/** The terms as everybody will read them, while they are typed. */
function Sentence({ draft, integrationId }: { readonly draft: RuleDraft; readonly integrationId: string }) {
  const text = useRulesTexts(integrationId);
  const words = useRuleWords(integrationId);
  const missing = whatIsMissing(draft);
  const isReadable = missing !== 'number' && missing !== 'limits';
  return (
    <p role="status" className="rounded-card bg-sunken px-4 py-2.5 font-medium">
      {isReadable ? words.sentence(termsOf(draft)) : text(`console-billing-rules.missing.${missing}`)}
    </p>
  );
}
