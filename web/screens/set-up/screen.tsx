import { Navigate, useParams } from '../../components/router.tsx';
import { useStatus } from '../../api/integrations.ts';
import NotFound from '../../components/not-found.tsx';
import { useWords } from '../../components/words.ts';
import { QueryView } from '../../components/query-view.tsx';
import { AccountsStep, ServicesStep } from './mapping-steps.tsx';
import { CredentialsStep } from './credentials-step.tsx';
import { ReviewStep } from './review-step.tsx';
import { connectPath, isConnectStep, isSetUpStep } from './set-up-steps.ts';
import { StatusStep } from './status-step.tsx';

const steps = {
  credentials: CredentialsStep,
  status: StatusStep,
  accounts: AccountsStep,
  services: ServicesStep,
  review: ReviewStep,
} as const;

/** The set-up from credentials to Finish. A step ahead of its gate shows the gate and what is missing. */
export default function Screen() {
  const { id = '', step = '' } = useParams();
  const status = useStatus(id);
  const { vendorId } = useWords(id);
  if (!isSetUpStep(step)) return <NotFound />;
  if (isConnectStep(step)) return <Navigate to={connectPath(vendorId, step)} />;
  const Step = steps[step];
  return (
    <QueryView query={status}>{(data) => <Step key={step} integrationId={id} status={data} />}</QueryView>
  );
}
