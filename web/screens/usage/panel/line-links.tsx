import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from '../../../components/router.tsx';
import type { UsageDetail } from '../../../api/usage.ts';
import { customerSheetPlace } from '../../../components/report-places.ts';
import { newBillingRulePlace } from '../../../components/rule-places.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { usePanelTexts } from './texts.ts';

/** The customer's sheet, a billing rule for it, and customer, agreements and accounts where PSA and vendor show them; nothing where none is known. */
export function LineLinks({
  detail: { id, links, company, lines, accounts, integrationId },
}: {
  readonly detail: Pick<UsageDetail, 'id' | 'links' | 'company' | 'lines' | 'accounts' | 'integrationId'>;
}) {
  const text = usePanelTexts(integrationId);
  const agreementName = (id: string): string =>
    lines.find(({ agreementId }) => agreementId === id)?.agreementName ??
    text('console-usage-panel.source.agreement', { id });
  const accountName = (id: string): string => accounts.find(({ accountId }) => accountId === id)?.name ?? id;
  const inPsa = [
    ...(links.company === null || company === null ? [] : [{ href: links.company, name: company.name }]),
    ...links.agreements.map(({ agreementId, href }) => ({ href, name: agreementName(agreementId) })),
  ];
  const atVendor = links.accounts.map(({ accountId, href }) => ({ href, name: accountName(accountId) }));
  return (
    <>
      <CustomerLinks lineId={id} integrationId={integrationId} company={company} />
      <Elsewhere words={text('console-usage-panel.links.psa')} places={inPsa} />
      <Elsewhere words={text('console-usage-panel.links.vendor')} places={atVendor} />
    </>
  );
}

function CustomerLinks({
  lineId,
  integrationId,
  company,
}: { readonly lineId: string } & Pick<UsageDetail, 'integrationId' | 'company'>) {
  const text = usePanelTexts(integrationId);
  if (company === null) return null;
  const look = 'text-accent underline';
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1 text-table">
      <Link to={customerSheetPlace(integrationId, company.id)} className={look}>
        {text('console-usage-panel.links.sheet')}
      </Link>
      <Link to={newBillingRulePlace(integrationId, { usageLineId: lineId })} className={look}>
        {text('console-usage-panel.links.rule')}
      </Link>
    </p>
  );
}

function Elsewhere({
  words,
  places,
}: {
  readonly words: string;
  readonly places: readonly { readonly href: string; readonly name: string }[];
}) {
  if (places.length === 0) return null;
  const links: ReactNode[] = places.map(({ href, name }) => (
    <a
      key={href}
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={`${words}: ${name}`}
      className="inline-flex max-w-full min-w-0 items-center gap-1 text-accent underline"
    >
      <VendorText text={name} oneLine /> <ExternalLink size={13} className="shrink-0" aria-hidden />
    </a>
  ));
  return (
    <p className="flex flex-wrap gap-x-3 gap-y-1 text-table">
      <span className="text-ink-2">{words}:</span>
      {links}
    </p>
  );
}
