import type { ReactNode } from 'react';
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

/** One of the two mapping steps: the same frame around its board, closed until gate one is open. */
function MappingStep({
  integrationId,
  status,
  step,
  title,
  back,
  next,
  part,
  children,
}: StepProps & {
  readonly step: 'accounts' | 'services';
  readonly title: string;
  readonly back: Parameters<typeof stepPath>[0];
  readonly next: Parameters<typeof stepPath>[0];
  /** What gate two asks of this step. */
  readonly part: string;
  readonly children: ReactNode;
}) {
  const isOpen = status.gateOne.open || isFinished(status);
  return (
    <SetUpLayout
      step={step}
      integrationId={integrationId}
      done={doneSteps(status)}
      title={title}
      actions={
        <>
          <LinkButton to={stepPath(back, integrationId)}>Back</LinkButton>
          <LinkButton
            look="primary"
            to={stepPath(next, integrationId)}
            reason={isOpen ? reasonOf(status, part) : 'Gate one comes first.'}
          >
            Next
          </LinkButton>
        </>
      }
    >
      {isOpen ? children : <GateNotice integrationId={integrationId} status={status} />}
    </SetUpLayout>
  );
}

export const AccountsStep = (props: StepProps) => (
  <MappingStep
    {...props}
    step="accounts"
    title="Map accounts"
    back="status"
    next="services"
    part="account-mapping"
  >
    <AccountBoard integrationId={props.integrationId} />
  </MappingStep>
);

export const ServicesStep = (props: StepProps) => (
  <MappingStep
    {...props}
    step="services"
    title="Map services"
    back="accounts"
    next="review"
    part="service-mapping"
  >
    <ServiceBoard integrationId={props.integrationId} />
  </MappingStep>
);
