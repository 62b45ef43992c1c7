import { isInUse, useIntegrations } from '../../api/integrations.ts';
import { useVendors } from '../../api/vendors.ts';
import { useSettings } from '../../api/settings.ts';
import { Banner } from '../../components/banner.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import ThreeSteps from '../month/three-steps.tsx';
import { AvailableCards } from './available-cards.tsx';
import { ConnectedTable } from './connected-table.tsx';
import { OpenNotices } from './notice-cards.tsx';
import { useIntegrationsTexts } from './texts.ts';

/** What is connected, what can be, and what was noticed. */
export default function Screen() {
  const cards = useIntegrations();
  const vendors = useVendors();
  const text = useIntegrationsTexts();
  return (
    <Page title={text('console-integrations.title')}>
      <div className="flex flex-col gap-5">
        <SandboxBanner />
        <QueryView query={cards}>
          {({ items }) => {
            const inUse = items.filter(isInUse);
            return (
              <>
                {items.length === 0 ? <ThreeSteps /> : null}
                <OpenNotices integrations={inUse} />
                {inUse.length === 0 ? null : <ConnectedTable integrations={inUse} />}
                <QueryView query={vendors} rows={3}>
                  {(list) => <AvailableCards vendors={list.items} integrations={items} />}
                </QueryView>
              </>
            );
          }}
        </QueryView>
      </div>
    </Page>
  );
}

/** Nobody may take the simulated MSP for a real one. */
function SandboxBanner() {
  const settings = useSettings();
  const text = useIntegrationsTexts();
  if (settings.data?.installation.sandbox.on !== true) return null;
  return <Banner>{text('console-integrations.sandbox')}</Banner>;
}
