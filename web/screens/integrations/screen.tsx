import { isInUse, useIntegrations } from '../../api/integrations.ts';
import { useVendors } from '../../api/vendors.ts';
import { useSettings } from '../../api/settings.ts';
import { useWords } from '../../components/words.ts';
import { Banner } from '../../components/banner.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import ThreeSteps from '../month/three-steps.tsx';
import { AvailableCards } from './available-cards.tsx';
import { ConnectedTable } from './connected-table.tsx';
import { OpenNotices } from './notice-cards.tsx';

/** What is connected, what can be, and what was noticed. */
export default function Screen() {
  const cards = useIntegrations();
  const vendors = useVendors();
  return (
    <Page title="Integrations">
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
  const { vendorName, psa } = useWords();
  if (settings.data?.installation.sandbox.on !== true) return null;
  return (
    <Banner>
      The vendors are simulated: {vendorName} and {psa} are played by the sandbox of this installation.
      Nothing here reaches a real account.
    </Banner>
  );
}
