import { Link } from '../../components/router.tsx';
import type { Review } from '../../api/integration-commands.ts';
import { useWords } from '../../components/words.ts';
import { Banner } from '../../components/banner.tsx';
import { billingRulesPlace } from '../../components/rule-places.ts';
import { filled, slot, useTexts } from '../../components/texts.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { LookAlikes } from '../mapping-services/look-alikes.tsx';
import { consoleSetUp } from '../../../messages/generated/console-set-up.ts';
import { stepPath } from './set-up-steps.ts';

const listed = 10;

/** Contract terms before the first comparison: what is not billed per seat differs without a rule. */
function BillingRules({ integrationId, count }: { readonly integrationId: string; readonly count: number }) {
  const text = useTexts(consoleSetUp, integrationId);
  return (
    <p className="text-ink-2">
      {filled(
        text('console-set-up.billing-rules', { count, link: slot(0) }),
        <Link to={billingRulesPlace(integrationId)} className="text-accent underline">
          {text('console-set-up.view-billing-rules')}
        </Link>,
      )}
    </p>
  );
}

/** Agreements and companies that the first review will ask about, and what contracts say. */
export function ReviewWarnings({
  integrationId,
  review,
}: {
  readonly integrationId: string;
  readonly review: Review;
}) {
  const { psaIds } = useWords(integrationId);
  const text = useTexts(consoleSetUp, integrationId);
  const { unusableAgreements: unusable, companiesWithSeveralLines: several, unreadAgreements } = review;
  return (
    <>
      {review.lookAlikes.length === 0 ? null : (
        <Banner tone="warn">
          <p className="font-medium">
            <LookAlikes integrationId={integrationId} products={review.lookAlikes} />
          </p>
          <Link to={stepPath('services', integrationId)} className="text-accent underline">
            {text('console-set-up.map-services')}
          </Link>
        </Banner>
      )}
      {unusable.length === 0 ? null : (
        <Banner tone="warn">
          <p className="font-medium">{text('console-set-up.inactive', { count: unusable.length })}</p>
          <ul className="list-disc pl-5">
            {unusable.slice(0, listed).map(({ id, name, companyName, reason }) => (
              <li key={id}>
                {filled(
                  text('console-set-up.inactive-agreement', { name: slot(0), reason }),
                  <VendorText text={`${companyName} · ${name}`} />,
                )}
              </li>
            ))}
          </ul>
          {unusable.length > listed ? (
            <p>{text('console-set-up.more', { count: unusable.length - listed })}</p>
          ) : null}
        </Banner>
      )}
      {several.length === 0 ? null : (
        <Banner tone="warn">
          <p className="font-medium">{text('console-set-up.several-lines', { count: several.length })}</p>
          <ul className="list-disc pl-5">
            {several.slice(0, listed).map(({ companyId, companyName, lines }) => (
              <li key={companyId}>
                {filled(
                  text('console-set-up.lines-of', { name: slot(0), id: `${psaIds} ${companyId}`, lines }),
                  <VendorText text={companyName} />,
                )}
              </li>
            ))}
          </ul>
          {several.length > listed ? (
            <p>{text('console-set-up.more', { count: several.length - listed })}</p>
          ) : null}
        </Banner>
      )}
      <BillingRules integrationId={integrationId} count={review.billingRules} />
      {unreadAgreements === 0 ? null : (
        <Banner tone="warn">
          {filled(
            text('console-set-up.unread', { count: unreadAgreements, link: slot(0) }),
            <Link to={stepPath('status', integrationId)} className="text-accent underline">
              {text('console-set-up.view-status')}
            </Link>,
          )}
        </Banner>
      )}
    </>
  );
}
