import type { ReactNode } from 'react';
import { useWords } from '../../components/words.ts';
import { Page } from '../../components/page.tsx';
import { useTexts } from '../../components/texts.ts';
import { Stepper } from '../../components/stepper.tsx';
import { connectPath, isConnectStep, type SetUpStepId, setUpSteps, stepPath } from './set-up-steps.ts';
import { consoleSetUp } from '../../../messages/generated/console-set-up.ts';

/** A step of the set-up: the stepper at the left, its content, its Back and Next at the end. */
export function SetUpLayout({
  step,
  vendor,
  integrationId,
  done,
  title,
  children,
  foot,
  actions,
}: {
  readonly step: SetUpStepId;
  /** The vendor's id, where it was just chosen; else that of the integration. */
  readonly vendor?: string;
  readonly integrationId: string | null;
  readonly done: ReadonlySet<SetUpStepId>;
  readonly title: string;
  readonly children: ReactNode;
  readonly foot?: ReactNode;
  /** Next to the heading, where the content is as tall as the page. */
  readonly actions?: ReactNode;
}) {
  const words = useWords(integrationId ?? undefined, vendor);
  const text = useTexts(consoleSetUp);
  const steps = setUpSteps.map((id) => ({
    id,
    words: text(`console-set-up.step.${id}`),
    to: pathOf(id, integrationId, words.vendorId),
    done: done.has(id),
  }));
  return (
    <Page title={title} place={text('console-set-up.connect', { name: words.vendorName })} actions={actions}>
      <div data-steps className="flex flex-col gap-4 xl:flex-row xl:gap-8">
        <Stepper
          steps={steps}
          current={step}
          label={text('console-set-up.steps')}
          place={text('console-set-up.step-place', {
            nth: setUpSteps.indexOf(step) + 1,
            total: setUpSteps.length,
            name: text(`console-set-up.step.${step}`),
          })}
          done={text('console-set-up.done')}
        />
        <div className="min-w-0 grow">
          {children}
          {foot === undefined ? null : (
            <div className="mt-6 flex flex-wrap items-start justify-end gap-2 border-t border-line pt-4">
              {foot}
            </div>
          )}
        </div>
      </div>
    </Page>
  );
}

/** Before an integration exists its steps stand behind the choice that makes one. */
function pathOf(step: SetUpStepId, integrationId: string | null, vendorId: string): string {
  if (isConnectStep(step)) return connectPath(vendorId, step);
  return integrationId === null ? connectPath(vendorId, 'module') : stepPath(step, integrationId);
}
