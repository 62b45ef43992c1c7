import { Link } from './router.tsx';
import { customerSheetPlace, usageLinePlace } from './report-places.ts';
import { VendorText } from './vendor-text.tsx';

const look = 'text-accent underline print:text-ink print:no-underline';

/** The name of a customer, leading to its sheet; without a company there is none. */
export function CustomerLink({
  integrationId,
  companyId,
  name,
}: {
  readonly integrationId: string;
  readonly companyId: string | null;
  readonly name: string;
}) {
  if (companyId === null) return <VendorText text={name} />;
  return (
    <Link to={customerSheetPlace(integrationId, companyId)} className={look}>
      <VendorText text={name} />
    </Link>
  );
}

/** The name that a usage line has, leading to it; a group that had no line leads nowhere. */
export function LineLink({
  usageLineId,
  name,
}: {
  readonly usageLineId: string | null;
  readonly name: string;
}) {
  if (usageLineId === null) return <VendorText text={name} />;
  return (
    <Link to={usageLinePlace(usageLineId)} className={look}>
      <VendorText text={name} />
    </Link>
  );
}
