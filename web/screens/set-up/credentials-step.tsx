import { useNavigate } from '../../components/router.tsx';
import type { Status } from '../../api/integrations.ts';
import { useWords } from '../../components/words.ts';
import { CredentialsForm } from '../credentials/credentials-form.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { useTexts } from '../../components/texts.ts';
import { SetUpLayout } from './set-up-layout.tsx';
import { doneSteps } from './set-up-progress.ts';
import { consoleSetUp } from '../../../messages/generated/console-set-up.ts';
import { connectPath, stepPath } from './set-up-steps.ts';

/** Three sets, one Authenticate. With three ticks the status opens by itself, since the person pressed for it. */
export function CredentialsStep({
  integrationId,
  status,
}: {
  readonly integrationId: string;
  readonly status: Status;
}) {
  const navigate = useNavigate();
  const text = useTexts(consoleSetUp);
  const { vendorId } = useWords(integrationId);
  const isAuthenticated = doneSteps(status).has('credentials');
  return (
    <SetUpLayout
      step="credentials"
      integrationId={integrationId}
      done={doneSteps(status)}
      title={text('console-set-up.step.credentials')}
    >
      <CredentialsForm
        integrationId={integrationId}
        onAuthenticated={() => navigate(stepPath('status', integrationId))}
        before={<LinkButton to={connectPath(vendorId, 'module')}>{text('console-set-up.back')}</LinkButton>}
        after={(unverified) => (
          <LinkButton
            look={unverified === null ? 'primary' : 'plain'}
            to={stepPath('status', integrationId)}
            reason={
              isAuthenticated && unverified === null
                ? null
                : (unverified ?? text('console-set-up.select-authenticate'))
            }
          >
            {text('console-set-up.next')}
          </LinkButton>
        )}
      />
    </SetUpLayout>
  );
}
