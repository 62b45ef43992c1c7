import { Link } from '../../components/router.tsx';
import { useIntegrationCommand } from '../../api/integration-commands.ts';
import { type Status } from '../../api/integrations.ts';
import { asApiError } from '../../values/problem.ts';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { useTexts } from '../../components/texts.ts';
import { useFormKey } from '../../components/use-form-key.ts';
import { consoleSetUp } from '../../../messages/generated/console-set-up.ts';
import { stepPath } from './set-up-steps.ts';

type Part = Status['indicators'][number]['part'];

/** What brings each indicator out of its error. */
const commandOf = { integration: 'authenticate', accounts: 'load', services: 'load' } as const;

/** Below the cause of an indicator that reads Error. */
export function GateRetry({ integrationId, part }: { readonly integrationId: string; readonly part: Part }) {
  const text = useTexts(consoleSetUp);
  const whyClosed = useDisabledReason();
  const name = commandOf[part];
  const command = useIntegrationCommand(integrationId, name);
  const { key, renew } = useFormKey();
  const problem = command.error === null ? null : asApiError(command.error);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-3">
        <ButtonWithReason
          reason={whyClosed(name)}
          busy={command.isPending}
          aria-label={text('console-set-up.retry-part', { part })}
          onClick={() => command.mutate({ key }, { onSettled: renew })}
        >
          {text('console-set-up.retry')}
        </ButtonWithReason>
        <Link to={stepPath('credentials', integrationId)} className="text-accent underline">
          {text('console-set-up.back-to-credentials')}
        </Link>
      </div>
      {problem === null ? null : (
        <p role="alert" className="text-table text-bad">
          {problem.title}
        </p>
      )}
    </div>
  );
}
