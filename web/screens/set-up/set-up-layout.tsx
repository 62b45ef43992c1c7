import type { ReactNode } from 'react';
import { Page } from '../../components/page.tsx';
import { Stepper } from '../../components/stepper.tsx';
import { type SetUpStepId, setUpSteps, stepPath } from './set-up-steps.ts';

/** A step of the set-up: the stepper at the left, its content, its Back and Next at the end. */
export function SetUpLayout({
  step,
  integrationId,
  done,
  title,
  children,
  foot,
  actions,
}: {
  readonly step: SetUpStepId;
  readonly integrationId: string | null;
  readonly done: ReadonlySet<SetUpStepId>;
  readonly title: string;
  readonly children: ReactNode;
  readonly foot?: ReactNode;
  /** Beside the heading, where the content is as tall as the page. */
  readonly actions?: ReactNode;
}) {
  const steps = setUpSteps.map(({ id, words }) => ({
    id,
    words,
    to: stepPath(id, integrationId),
    done: done.has(id),
  }));
  return (
    <Page title={title} place="Connect Duo Security" actions={actions}>
      <div className="flex flex-col gap-4 lg:flex-row lg:gap-8">
        <Stepper steps={steps} current={step} />
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
