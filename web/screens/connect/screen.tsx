import { Navigate, useParams } from '../../components/router.tsx';
import { useIntegrations } from '../../api/integrations.ts';
import { useVendors } from '../../api/vendors.ts';
import { QueryView } from '../../components/query-view.tsx';
import { connectPath } from '../set-up/set-up-steps.ts';
import { GuideStep } from './guide-step.tsx';
import { ModuleStep } from './module-step.tsx';

/** The steps before an integration exists: guide and module. With one in progress they stay readable. */
export default function Screen() {
  const { vendor: vendorId = '', step } = useParams();
  const vendors = useVendors();
  const cards = useIntegrations();
  if (step !== 'guide' && step !== 'module') return <Navigate to={connectPath(vendorId, 'guide')} />;
  return (
    <QueryView query={vendors}>
      {({ items }) => {
        const vendor = items.find(({ id }) => id === vendorId);
        if (vendor === undefined) return <Navigate to="/integrations" />;
        return (
          <QueryView query={cards}>
            {(list) => {
              const own =
                list.items.find((one) => one.vendor === vendor.id && one.phase !== 'disconnected') ?? null;
              return step === 'guide' ? (
                <GuideStep vendor={vendor} integration={own} />
              ) : (
                <ModuleStep vendor={vendor} integration={own} />
              );
            }}
          </QueryView>
        );
      }}
    </QueryView>
  );
}
