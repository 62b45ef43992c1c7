import { Link } from '../../components/router.tsx';
import type { Review } from '../../api/integration-commands.ts';
import { useWords } from '../../components/words.ts';
import { Banner } from '../../components/banner.tsx';
import { formatCount, plural } from '../../values/format.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { LookAlikes } from '../mapping-services/look-alikes.tsx';
import { stepPath } from './set-up-steps.ts';

const listed = 5;

/** Agreements and companies that the first review will ask about. */
export function ReviewWarnings({
  integrationId,
  review,
}: {
  readonly integrationId: string;
  readonly review: Review;
}) {
  const { psaIds, agreement, agreements, company, companies } = useWords(integrationId);
  const { unusableAgreements: unusable, companiesWithSeveralLines: several, unreadAgreements } = review;
  return (
    <>
      {review.lookAlikes.length === 0 ? null : (
        <Banner tone="warn">
          <p className="font-medium">
            <LookAlikes integrationId={integrationId} products={review.lookAlikes} />
          </p>
          <Link to={stepPath('services', integrationId)} className="text-accent underline">
            Map services
          </Link>
        </Banner>
      )}
      {unusable.length === 0 ? null : (
        <Banner tone="warn">
          <p className="font-medium">{plural(unusable.length, agreement, agreements)} would bill nothing</p>
          <ul className="list-disc pl-5">
            {unusable.slice(0, listed).map(({ id, name, companyName, reason }) => (
              <li key={id}>
                <VendorText text={`${companyName} · ${name}`} />: {reason}
              </li>
            ))}
          </ul>
          {unusable.length > listed ? <p>and {formatCount(unusable.length - listed)} more</p> : null}
        </Banner>
      )}
      {several.length === 0 ? null : (
        <Banner tone="warn">
          <p className="font-medium">
            {plural(several.length, `${company} has`, `${companies} have`)} several lines; the review asks
            which one counts
          </p>
          <ul className="list-disc pl-5">
            {several.slice(0, listed).map(({ companyId, companyName, lines }) => (
              <li key={companyId}>
                <VendorText text={companyName} /> ({psaIds} {companyId}): {plural(lines, 'line')}
              </li>
            ))}
          </ul>
          {several.length > listed ? <p>and {formatCount(several.length - listed)} more</p> : null}
        </Banner>
      )}
      {unreadAgreements === 0 ? null : (
        <Banner tone="warn">
          {plural(unreadAgreements, agreement, agreements)} could not be read.{' '}
          <Link to={stepPath('status', integrationId)} className="text-accent underline">
            Status
          </Link>
        </Banner>
      )}
    </>
  );
}
