import type { ReactNode } from 'react';
import type { Status } from '../../api/integrations.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { useTexts } from '../../components/texts.ts';
import { AccountBoard } from '../mapping-accounts/account-board.tsx';
import { ServiceBoard } from '../mapping-services/service-board.tsx';
import { GateNotice } from './gate-notice.tsx';
import { SetUpLayout } from './set-up-layout.tsx';
import { doneSteps, isFinished } from './set-up-progress.ts';
import { consoleSetUp } from '../../../messages/generated/console-set-up.ts';
import { stepPath } from './set-up-steps.ts';

interface StepProps {
  readonly integrationId: string;
  readonly status: Status;
}

/** One of the two mapping steps: the same frame around its board, closed until gate one is open. */
function MappingStep({
  integrationId,
  status,
  step,
  back,
  next,
  part,
  children,
}: StepProps & {
  readonly step: 'accounts' | 'services';
  readonly back: Parameters<typeof stepPath>[0];
  readonly next: Parameters<typeof stepPath>[0];
  /** What gate two asks of this step. */
  readonly part: 'account-mapping' | 'service-mapping';
  readonly children: ReactNode;
}) {
  const text = useTexts(consoleSetUp);
  const isOpen = status.gateOne.open || isFinished(status);
  const reason = !isOpen
    ? text('console-set-up.previous-first')
    : status.gateTwo.missing.includes(part)
      ? text(`console-set-up.gate-two.${part}`)
      : null;
  return (
    <SetUpLayout
      step={step}
      integrationId={integrationId}
      done={doneSteps(status)}
      title={text(`console-set-up.map-${step}`)}
      actions={
        <>
          <LinkButton to={stepPath(back, integrationId)}>{text('console-set-up.back')}</LinkButton>
          <LinkButton look="primary" to={stepPath(next, integrationId)} reason={reason}>
            {text('console-set-up.next')}
          </LinkButton>
        </>
      }
    >
      {isOpen ? children : <GateNotice integrationId={integrationId} status={status} />}
    </SetUpLayout>
  );
}

export const AccountsStep = (props: StepProps) => (
  <MappingStep {...props} step="accounts" back="status" next="services" part="account-mapping">
    <AccountBoard integrationId={props.integrationId} />
  </MappingStep>
);

export const ServicesStep = (props: StepProps) => (
  <MappingStep {...props} step="services" back="accounts" next="review" part="service-mapping">
    <ServiceBoard integrationId={props.integrationId} />
  </MappingStep>
);
