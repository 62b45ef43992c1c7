import type { Integration } from '../../api/integrations.ts';
import type { Vendor } from '../../api/vendors.ts';
import { useClosed } from '../../api/session.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { connectPath, setUpPath } from '../set-up/set-up-steps.ts';
import { useIntegrationsTexts } from './texts.ts';
import { stateText } from '../../components/state-text.ts';

/** What can be connected; a card always says its state and the action that fits it. */
export function AvailableCards({
  vendors,
  integrations,
}: {
  readonly vendors: readonly Vendor[];
  readonly integrations: readonly Integration[];
}) {
  const text = useIntegrationsTexts();
  return (
    <section aria-labelledby="available">
      <h2 id="available" className="mb-2 text-section font-semibold">
        {text('console-integrations.vendors')}
      </h2>
      <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {vendors.map((vendor) => (
          <VendorCard
            key={vendor.id}
            vendor={vendor}
            integration={integrations.find((integration) => integration.vendor === vendor.id)}
          />
        ))}
      </ul>
    </section>
  );
}

function VendorCard({
  vendor,
  integration,
}: {
  readonly vendor: Vendor;
  readonly integration: Integration | undefined;
}) {
  const text = useIntegrationsTexts(integration?.id);
  const module = vendor.modules.find(({ id }) => id === integration?.module);
  const state = integration?.status ?? 'inactive';
  return (
    <li className="flex flex-col gap-2 rounded-card border border-line bg-surface p-4">
      <div className="flex items-center gap-3">
        <h3 className="grow text-section font-semibold">{vendor.name}</h3>
        <StatusPill state={state} words={stateText(`console-states.integration.${state}`)} />
      </div>
      <p className="grow text-ink-2">
        {integration === undefined
          ? text('console-integrations.connect-to-see', { name: vendor.shortName })
          : text('console-integrations.compares', { name: vendor.shortName })}
      </p>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="grow text-label text-ink-3">
          {module === undefined
            ? text('console-integrations.no-module')
            : text('console-integrations.module', { name: module.name })}
          {integration?.cause == null ? '' : ` · ${integration.cause.title}`}
        </p>
        <CardAction vendorId={vendor.id} integration={integration} />
      </div>
    </li>
  );
}

const setUpPhases = new Set(['awaiting-credentials', 'loading', 'mapping']);

function CardAction({
  vendorId,
  integration,
}: {
  readonly vendorId: string;
  readonly integration: Integration | undefined;
}) {
  const closed = useClosed();
  const text = useIntegrationsTexts();
  if (integration === undefined || integration.phase === 'disconnected') {
    return (
      <LinkButton look="primary" to={connectPath(vendorId, 'guide')} reason={closed('connect')}>
        {text('console-integrations.connect')}
      </LinkButton>
    );
  }
  const { id, phase } = integration;
  if (setUpPhases.has(phase)) {
    return (
      <LinkButton look="primary" to={setUpPath(id, phase)}>
        {text('console-integrations.continue-setup')}
      </LinkButton>
    );
  }
  if (phase === 'needs-attention') {
    return (
      <LinkButton look="primary" to={`/integrations/${id}/credentials`}>
        {text('console-integrations.update-credentials')}
      </LinkButton>
    );
  }
  return <LinkButton to={`/integrations/${id}`}>{text('console-integrations.open')}</LinkButton>;
}
