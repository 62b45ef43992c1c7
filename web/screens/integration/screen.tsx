import { Link, NavLink, useLocation, useNavigate, useParams } from '../../components/router.tsx';
import { type Integration, useIntegration } from '../../api/integrations.ts';
import { useWords } from '../../components/words.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { CredentialsForm } from '../credentials/credentials-form.tsx';
import { isFinished } from '../set-up/set-up-progress.ts';
import { connectPath, setUpPath } from '../set-up/set-up-steps.ts';
import { Actions } from './actions.tsx';
import { Overview } from './overview.tsx';
import { SchedulePart } from './schedule-part.tsx';
import { useIntegrationTexts } from './texts.ts';
import { stateText } from '../../components/state-text.ts';

/** One integration after set-up: overview, credentials, schedule, and links to its mappings. */
export default function Screen() {
  const { id = '' } = useParams();
  const query = useIntegration(id);
  return (
    <QueryView query={query} rows={8}>
      {(integration) => <Shown integration={integration} />}
    </QueryView>
  );
}

const sections = [
  ['', 'overview'],
  ['/credentials', 'credentials'],
  ['/schedule', 'schedule'],
  ['/accounts', 'accounts'],
  ['/services', 'services'],
  ['/billing-rules', 'billing-rules'],
] as const;

function Shown({ integration }: { readonly integration: Integration }) {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const { id, status, cause } = integration;
  const text = useIntegrationTexts(id);
  const { vendorName } = useWords(id);
  const base = `/integrations/${id}`;
  const section = pathname.slice(base.length);
  return (
    <Page
      title={vendorName}
      actions={<StatusPill state={status} words={stateText(`console-states.integration.${status}`)} />}
    >
      <nav
        aria-label={text('console-integration.label')}
        className="mb-4 flex gap-1 overflow-x-auto border-b border-line"
      >
        {sections.map(([path, name]) => (
          <NavLink
            key={path}
            to={`${base}${path}`}
            end
            className={({ isActive }) =>
              `border-b-2 px-3 py-2 whitespace-nowrap ${isActive ? 'border-accent font-medium' : 'border-transparent text-ink-2 hover:text-ink'}`
            }
          >
            {text(`console-integration.section.${name}`)}
          </NavLink>
        ))}
      </nav>
      {isFinished(integration) ? null : <SetUpHint integration={integration} />}
      {cause === null ? null : (
        <div className="mb-4">
          <StatusPill
            state="error"
            words={text('console-integration.needs-attention', { cause: cause.title })}
            inRow
          />{' '}
          {/* Its credential says below what to do. */}
          {section === '/credentials' ? null : (
            <>
              {cause.advice}{' '}
              <Link className="text-accent underline" to={`${base}/credentials`}>
                {text('console-integration.update-credentials')}
              </Link>
            </>
          )}
        </div>
      )}
      {section === '/credentials' ? (
        <CredentialsForm integrationId={id} onAuthenticated={() => navigate(base)} />
      ) : section === '/schedule' ? (
        <SchedulePart integration={integration} />
      ) : (
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
          <Overview integration={integration} />
          <Actions integration={integration} />
        </div>
      )}
    </Page>
  );
}

function SetUpHint({ integration: { id, vendor, phase } }: { readonly integration: Integration }) {
  const text = useIntegrationTexts(id);
  if (phase === 'disconnected') {
    return (
      <div className="mb-4 flex items-center gap-3">
        <p className="text-ink-2">{text('console-integration.disconnected')}</p>
        <LinkButton to={connectPath(vendor, 'module')}>
          {text('console-integration.connect-again')}
        </LinkButton>
      </div>
    );
  }
  return (
    <div className="mb-4 flex items-center gap-3">
      <p className="text-ink-2">{text('console-integration.setup-not-finished')}</p>
      <LinkButton look="primary" to={setUpPath(id, phase)}>
        {text('console-integration.continue-setup')}
      </LinkButton>
    </div>
  );
}
