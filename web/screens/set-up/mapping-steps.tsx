import type { Status } from '../../api/integrations.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { AccountBoard } from '../mapping-accounts/account-board.tsx';
import { ServiceBoard } from '../mapping-services/service-board.tsx';
import { GateNotice } from './gate-notice.tsx';
import { SetUpLayout } from './set-up-layout.tsx';
import { doneSteps, gateTwoWords, isFinished } from './set-up-progress.ts';
import { stepPath } from './set-up-steps.ts';

interface StepProps {
  readonly integrationId: string;
  readonly status: Status;
}

const reasonOf = (status: Status, part: string): string | null =>
  status.gateTwo.missing.includes(part) ? (gateTwoWords[part] ?? part) : null;

export function AccountsStep({ integrationId, status }: StepProps) {
  const isOpen = status.gateOne.open || isFinished(status);
  return (
    <SetUpLayout
      step="accounts"
      integrationId={integrationId}
      done={doneSteps(status)}
      title="Map accounts"
      actions={
        <>
          <LinkButton to={stepPath('status', integrationId)}>Back</LinkButton>
          <LinkButton
            look="primary"
            to={stepPath('services', integrationId)}
            reason={isOpen ? reasonOf(status, 'account-mapping') : 'Gate one comes first.'}
          >
            Next
          </LinkButton>
        </>
      }
    >
      {isOpen ? (
        <AccountBoard integrationId={integrationId} />
      ) : (
        <GateNotice integrationId={integrationId} status={status} />
      )}
    </SetUpLayout>
  );
}

export function ServicesStep({ integrationId, status }: StepProps) {
  const isOpen = status.gateOne.open || isFinished(status);
  return (
    <SetUpLayout
      step="services"
      integrationId={integrationId}
      done={doneSteps(status)}
      title="Map services"
      actions={
        <>
          <LinkButton to={stepPath('accounts', integrationId)}>Back</LinkButton>
          <LinkButton
            look="primary"
            to={stepPath('review', integrationId)}
            reason={isOpen ? reasonOf(status, 'service-mapping') : 'Gate one comes first.'}
          >
            Next
          </LinkButton>
        </>
      }
    >
      {isOpen ? (
        <ServiceBoard integrationId={integrationId} />
      ) : (
        <GateNotice integrationId={integrationId} status={status} />
      )}
    </SetUpLayout>
  );
}
