import { type Change, type RuleDetail, useChangeRules, useRuleEffect } from '../../api/billing-rules.ts';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { asApiError } from '../../values/problem.ts';
import { ConfirmForm } from './confirm-form.tsx';
import { EffectTables } from './effect.tsx';
import { LinesHeldByTerms, PsaTermsQuestion } from './psa-terms-question.tsx';
import { useRulesTexts } from './texts.ts';

/** What one change does, read before it is confirmed; what is confirmed must still do exactly this. */
export function ChangeEffect({
  integrationId,
  change,
  confirm,
  onAgree,
  onDone,
}: {
  readonly integrationId: string;
  readonly change: Change;
  /** On the button. */
  readonly confirm: string;
  /** Whether a rule applies together with terms of the PSA; absent: it is not asked. */
  readonly onAgree?: (agreed: boolean) => void;
  readonly onDone: (rule: RuleDetail) => void;
}) {
  const text = useRulesTexts(integrationId);
  const query = useRuleEffect(integrationId, change);
  const changing = useChangeRules(integrationId);
  const { key, renew } = useFormKey();
  const { data, error, isPlaceholderData, isFetching } = query;
  if (error !== null) return <ErrorCard error={error} onRetry={() => void query.refetch()} />;
  if (data === undefined) return <Skeleton rows={4} />;
  const agreed = change.change !== 'end' && change.rule.withPsaTerms === true;
  const confirmed = (reason: string): void =>
    changing.mutate(
      { body: { change, effect: data.effect, reason }, key },
      {
        onSuccess: onDone,
        onError: (failure) => {
          const { status, code } = asApiError(failure);
          if (status > 0) renew();
          // The card says that it differs; the tables above then show it.
          if (code === 'EffectChanged') void query.refetch();
        },
      },
    );
  return (
    <ConfirmForm
      confirm={confirm}
      missing={
        isFetching || isPlaceholderData
          ? text('console-billing-rules.missing.effect')
          : onAgree !== undefined && data.psaTerms.some(({ held }) => !held) && !agreed
            ? text('console-billing-rules.missing.psa-terms')
            : null
      }
      busy={changing.isPending}
      error={changing.error}
      onConfirm={confirmed}
      text={text}
    >
      <div
        role="group"
        aria-label={text('console-billing-rules.effect')}
        className={`flex flex-col gap-4 ${isPlaceholderData ? 'opacity-60' : ''}`}
      >
        <EffectTables effect={data} integrationId={integrationId} />
      </div>
      <LinesHeldByTerms psaTerms={data.psaTerms} integrationId={integrationId} />
      {onAgree === undefined ? null : (
        <PsaTermsQuestion
          psaTerms={data.psaTerms}
          agreed={agreed}
          onAgree={onAgree}
          integrationId={integrationId}
        />
      )}
    </ConfirmForm>
  );
}
